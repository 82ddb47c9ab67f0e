#include "core/project/settings_reach.hpp"

namespace megactl::project {
namespace {

std::optional<std::string> default_of(const DjangoSettings& settings, const VariableRead& read, const Supply& supply) {
    if (!read.default_text) return std::nullopt;
    if (read.default_is_literal) return *read.default_text;
    const bool is_negated = *read.default_text == "not DEBUG";
    if (!is_negated && *read.default_text != "DEBUG") return std::nullopt;
    const auto debug = debug_seen(settings, supply);
    if (!debug) return std::nullopt;
    return *debug != is_negated ? "True" : "False";
}

// What a condition says of one read.
std::optional<bool> holds_of_read(const DjangoSettings& settings, const Atom& atom, const Supply& supply) {
    const VariableRead& read = settings.reads[atom.read];
    const SuppliedValue* supplied = supply.find(read.name);
    if (supplied == nullptr && (supply.is_open || read.may_be_set_here)) return std::nullopt;
    if (atom.kind == Atom::Kind::present || atom.kind == Atom::Kind::absent)
        return (supplied != nullptr) == (atom.kind == Atom::Kind::present);
    const bool is_nothing = supplied == nullptr && !read.default_text && !read.is_required;  // `os.environ.get("X")`
    const auto found = is_nothing ? std::optional<ReadText>(ReadText{}) : text_of(settings, read, supply);
    if (!found) return std::nullopt;
    if (atom.kind == Atom::Kind::empty) return !is_nothing && found->text.empty();
    const bool is_flag = read.type == ValueType::boolean && !is_nothing;
    const auto truth = is_flag ? truth_of(read, found->text) : std::optional(!found->text.empty());
    return truth ? std::optional(*truth == (atom.kind == Atom::Kind::truthy)) : std::nullopt;
}

std::optional<bool> holds(const DjangoSettings& settings, const Atom& atom, const Supply& supply) {
    if (is_about_a_read(atom.kind)) return holds_of_read(settings, atom, supply);
    const bool is_on = atom.kind == Atom::Kind::debug_on;
    if (!is_on && atom.kind != Atom::Kind::debug_off) return std::nullopt;
    const auto debug = debug_seen(settings, supply);
    return debug ? std::optional(*debug == is_on) : std::nullopt;
}

// Is one of the atoms true?
std::optional<bool> holds(const DjangoSettings& settings, const Clause& clause, const Supply& supply) {
    std::optional<bool> answer = false;
    for (const Atom& atom : clause) {
        const auto one = holds(settings, atom, supply);
        if (one == true) return true;
        if (!one) answer.reset();
    }
    return answer;
}

}  // namespace

std::optional<bool> debug_seen(const DjangoSettings& settings, const Supply& supply) {
    return settings.changes_debug ? std::nullopt : debug_value(settings, supply);
}

std::optional<ReadText> text_of(const DjangoSettings& settings, const VariableRead& read, const Supply& supply) {
    if (read.when != ReadWhen::at_import || !read.alternatives.empty()) return std::nullopt;
    if (const SuppliedValue* supplied = supply.find(read.name)) {
        if (!supplied->value) return std::nullopt;
        return ReadText{std::string(supplied->value->reveal()), supplied};
    }
    if (supply.is_open || read.may_be_set_here) return std::nullopt;
    auto text = default_of(settings, read, supply);
    return text ? std::optional(ReadText{*std::move(text)}) : std::nullopt;
}

std::optional<bool> truth_of(const VariableRead& read, const std::string& text) {
    // A default may be a constant, which no reader looks at.
    if (text == "True") return true;
    if (text == "False") return false;
    return boolean_value(read, text);
}

std::optional<bool> is_reached(const DjangoSettings& settings, const Clauses& under, const Supply& supply) {
    std::optional<bool> answer = true;
    for (const Clause& clause : under) {
        const auto one = holds(settings, clause, supply);
        if (one == false) return false;
        if (!one) answer.reset();
    }
    return answer;
}

}  // namespace megactl::project
