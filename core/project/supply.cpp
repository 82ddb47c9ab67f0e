#include "core/project/supply.hpp"

#include "core/base/text.hpp"
#include "core/project/settings_reach.hpp"
#include "core/project/trouble_finder.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace megactl::project {
namespace {

// As Python's int(): blanks round it, a sign, digits with single `_` between.
bool is_python_integer(std::string_view text) {
    text = trim(text);
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    bool may_separate = false;
    for (const char c : text) {
        if (!is_digit(c) && (c != '_' || !may_separate)) return false;
        may_separate = c != '_';
    }
    return may_separate;
}

bool is_python_number(std::string_view text) {
    text = trim(text);
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    const std::string word = lower(text);
    if (word == "inf" || word == "infinity" || word == "nan") return true;
    const std::size_t exponent = word.find('e');
    const std::string_view mantissa = std::string_view(word).substr(0, exponent);
    if (exponent != std::string::npos && !is_python_integer(std::string_view(word).substr(exponent + 1))) return false;
    const auto is_part = [](char c) { return is_digit(c) || c == '_' || c == '.'; };
    return std::ranges::all_of(mantissa, is_part) && std::ranges::any_of(mantissa, is_digit) &&
           std::ranges::count(mantissa, '.') <= 1;
}

// What a class says of a field may be taken back by its validators; of the escapes and words that Python's reader takes
// and others do not, nothing is said.
bool is_refused_as_json(const VariableRead& read, std::string_view value) {
    if (read.idiom.find("class") != std::string::npos || read.idiom.find("Settings") != std::string::npos) return false;
    if (value.find("NaN") != std::string_view::npos || value.find("Infinity") != std::string_view::npos ||
        value.find("\\u") != std::string_view::npos)
        return false;
    constexpr std::size_t deepest = 500;  // Python's own bound is near a thousand
    boost::json::parse_options options;
    options.max_depth = deepest;
    boost::json::error_code error;
    boost::json::parse(boost::json::string_view(value.data(), value.size()), error, {}, options);
    return error && error != boost::json::error::too_deep;
}

// `env.db()`, `dj_database_url.config()`
bool names_database(const VariableRead& read) {
    return read.idiom.find("db") != std::string::npos || read.idiom.find("database") != std::string::npos;
}

constexpr std::array<std::string_view, 6> environ_true{"true", "on", "ok", "y", "yes", "1"};
constexpr std::array<std::string_view, 7> environ_false{"false", "off", "no", "n", "0", "none", "null"};
constexpr std::array<std::string_view, 6> plain_true{"y", "yes", "t", "true", "on", "1"};
constexpr std::array<std::string_view, 6> plain_false{"n", "no", "f", "false", "off", "0"};

// Nothing for what is none, and for what is more than a word or a number.
std::optional<bool> truth_of_literal(std::string_view text) {
    if (text == "True" || text == "False" || text == "None") return text == "True";
    if (!is_python_integer(text)) return std::nullopt;
    return text.find_first_not_of("+-0_") != std::string_view::npos;
}

// What `read` makes of the supply, or of its default.
std::optional<bool> flag_value(const VariableRead& read, const Supply& supply) {
    if (const SuppliedValue* supplied = supply.find(read)) {
        if (!supplied->value) return std::nullopt;
        const std::string_view value = supplied->value->reveal();
        const auto problem = value_problem(read, value);
        return problem && problem->raises ? std::nullopt : boolean_value(read, value);
    }
    if (supply.is_open || read.may_be_set_here || !read.default_text || !read.default_is_literal) return std::nullopt;
    return boolean_value(read, *read.default_text == "None" ? "" : *read.default_text);
}

bool debug_is_false(const DjangoSettings& settings, const Supply& supply) {
    return debug_value(settings, supply) == false;
}

bool has_alternative(const VariableRead& read, const Supply& supply) {
    return std::ranges::any_of(read.alternatives,
                               [&](const std::string& name) { return supply.find(name) != nullptr; });
}

// `supplied` is what the supply has under the read's name.
std::optional<Trouble> trouble_of(const VariableRead& read, const Supply& supply, const SuppliedValue* supplied,
                                  bool is_debug_off) {
    const bool is_needed = (read.is_required && !read.only_without_debug) || (read.only_without_debug && is_debug_off);
    if (supplied == nullptr) {
        const bool is_unset = is_needed && !supply.is_open && !has_alternative(read, supply);
        return is_unset ? std::optional(Trouble{Trouble::Kind::unset, &read, "", nullptr}) : std::nullopt;
    }
    if (!supplied->value) return std::nullopt;
    const std::string_view value = supplied->value->reveal();
    if (trim(value).empty()) {
        const bool must_convert = read.type == ValueType::integer || read.type == ValueType::number;
        // Django itself refuses an empty SECRET_KEY, whatever the settings do.
        const bool is_secret_key = read.setting == "SECRET_KEY";
        const bool is_refused =
            (is_needed && (read.refuses_empty || read.only_without_debug)) || must_convert || is_secret_key;
        return is_refused ? std::optional(Trouble{Trouble::Kind::empty, &read, "", supplied}) : std::nullopt;
    }
    auto problem = value_problem(read, value);
    if (!problem) return std::nullopt;
    const auto kind = problem->raises ? Trouble::Kind::wrong_type : Trouble::Kind::misread;
    return Trouble{kind, &read, std::move(problem->reason), supplied};
}

}  // namespace

const SuppliedValue* Supply::find(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : &found->second;
}

const SuppliedValue* Supply::find(const VariableRead& read) const {
    const SuppliedValue* exact = find(read.name);
    if (exact != nullptr || !read.ignores_case) return exact;
    const auto found =
        std::ranges::find_if(values, [&](const auto& entry) { return equal_ignoring_case(entry.first, read.name); });
    return found == values.end() ? nullptr : &found->second;
}

void Supply::set(const std::string& name, const std::optional<std::string>& value, std::optional<Location> at) {
    values[name] = {value ? std::optional<Secret>(*value) : std::nullopt, std::move(at)};
}

std::optional<bool> boolean_value(const VariableRead& read, std::string_view value) {
    const std::string word = lower(trim(value));
    switch (read.boolean_words) {
        case BooleanWords::django_environ:
            if (is_python_integer(word)) return word.find_first_not_of("+-0_") != std::string::npos;
            return is_one_of(word, environ_true);
        case BooleanWords::decouple:
        case BooleanWords::environs:
            if (is_one_of(word, plain_true)) return true;
            if (is_one_of(word, plain_false) || word.empty()) return false;
            return std::nullopt;
        case BooleanWords::truthiness: return !value.empty();
        case BooleanWords::python_literal: return truth_of_literal(trim(value));
        case BooleanWords::custom: break;
    }
    const auto is_word = [&](const std::string& accepted) {
        return read.words_ignore_case ? equal_ignoring_case(accepted, value) : accepted == value;
    };
    return std::ranges::any_of(read.accepted_words, is_word);
}

std::optional<ValueProblem> value_problem(const VariableRead& read, std::string_view value) {
    switch (read.type) {
        case ValueType::integer:
            if (is_python_integer(value)) return std::nullopt;
            return ValueProblem{true, "it is read as an integer, and int() refuses this text"};
        case ValueType::number:
            if (is_python_number(value)) return std::nullopt;
            return ValueProblem{true, "it is read as a number, and float() refuses this text"};
        case ValueType::boolean: {
            const std::string word = lower(trim(value));
            const bool says_no = is_one_of(word, plain_false);
            if (read.boolean_words == BooleanWords::truthiness) {
                if (!says_no) return std::nullopt;
                return ValueProblem{false, "any text that is not empty counts as true here, this one too"};
            }
            if (!boolean_value(read, value)) {
                return ValueProblem{true, fmt::format("`{}` raises on this word for a boolean", read.idiom)};
            }
            if (read.boolean_words != BooleanWords::django_environ) return std::nullopt;
            const bool is_word = is_one_of(word, environ_true) || is_one_of(word, environ_false) || word == "f" ||
                                 is_python_integer(word);
            if (is_word) return std::nullopt;
            return ValueProblem{false, "django-environ takes this word for false, as it is none of its words for true"};
        }
        case ValueType::json:
            if (!is_refused_as_json(read, value)) return std::nullopt;
            return ValueProblem{true, "it is read as JSON, and json.loads() refuses this text"};
        case ValueType::url:
            if (!names_database(read) || value.find(':') != std::string_view::npos) return std::nullopt;
            return ValueProblem{false, "it is read as the URL of a database, and no scheme stands in front of it"};
        default: return std::nullopt;
    }
}

std::optional<bool> debug_value(const DjangoSettings& settings, const Supply& supply) {
    const auto is_debug = [](const VariableRead& read) { return read.setting == "DEBUG"; };
    const auto first = std::ranges::find_if(settings.reads, is_debug);
    if (first == settings.reads.end()) {
        const SettingAssignment* assigned = settings.last_assignment("DEBUG");
        if (assigned == nullptr || !assigned->literal) return std::nullopt;
        return *assigned->literal == "True";
    }
    // A wrapper may read it in several ways at once: `if name in os.environ: return literal_eval(os.environ[name])`.
    const std::optional<bool> answer = flag_value(*first, supply);
    const bool is_agreed = std::all_of(first, settings.reads.end(), [&](const VariableRead& read) {
        const bool is_beside = is_debug(read) && read.name == first->name && read.at.source == first->at.source &&
                               read.at.span.begin == first->at.span.begin;
        return !is_beside || supply.find(read) == nullptr || flag_value(read, supply) == answer;
    });
    return is_agreed ? answer : std::nullopt;
}

TroubleFinder::TroubleFinder(const DjangoSettings& settings) : settings_(settings) {
    for (const VariableRead& read : settings.reads) {
        const bool is_decidable = read.when == ReadWhen::conditional && !read.under.empty();
        if (read.when == ReadWhen::at_import || is_decidable) by_name_.push_back(&read);
    }
    std::ranges::stable_sort(by_name_, {}, [](const VariableRead* read) -> const std::string& { return read->name; });
}

std::vector<Trouble> TroubleFinder::troubles(const Supply& supply) const {
    std::vector<Trouble> result;
    const bool is_debug_off = debug_is_false(settings_, supply);
    // Both are in the order of the names, so one walk along them finds every value.
    auto value = supply.values.begin();
    const std::string* told = nullptr;
    for (const VariableRead* read : by_name_) {
        if (told != nullptr && *told == read->name) continue;
        while (value != supply.values.end() && value->first < read->name)
            ++value;
        const bool is_supplied = value != supply.values.end() && value->first == read->name;
        const SuppliedValue* supplied = is_supplied ? &value->second : nullptr;
        if (read->ignores_case) supplied = supply.find(*read);
        auto trouble = trouble_of(*read, supply, supplied, is_debug_off);
        const bool is_certain =
            trouble && (read->when == ReadWhen::at_import || is_reached(settings_, read->under, supply) == true);
        if (!is_certain) continue;
        told = &read->name;
        result.push_back(*std::move(trouble));
    }
    // They stand in one array, so their addresses are their order.
    std::ranges::sort(result, {}, &Trouble::read);
    return result;
}

std::vector<Trouble> troubles(const DjangoSettings& settings, const Supply& supply) {
    return TroubleFinder(settings).troubles(supply);
}

}  // namespace megactl::project
