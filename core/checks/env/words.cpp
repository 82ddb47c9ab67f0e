#include "core/checks/env/words.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <array>

namespace megactl::checks::env_rules {
namespace {

// `$NAME`, `${NAME}`: what fills it in comes from elsewhere.
bool is_reference(std::string_view text) {
    if (!text.starts_with('$')) return false;
    text.remove_prefix(1);
    if (text.starts_with('{') || text.starts_with('(')) return true;
    return std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; });
}

}  // namespace

bool holds_secret(std::string_view variable) {
    // The last part first: few names end in such a word.
    return is_secret_name(variable.substr(variable.rfind('_') + 1)) && is_secret_name(variable);
}

bool can_be_secret(std::string_view value) {
    constexpr std::array<std::string_view, 8> switches{"true", "false", "yes", "no", "on", "off", "none", "null"};
    const std::string word = lower(trim(value));
    if (word.empty() || word.find('$') != std::string::npos) return false;
    if (std::ranges::find(switches, word) != switches.end()) return false;
    if (word.starts_with('/') || word.starts_with("./") || word.starts_with("~/")) return false;
    constexpr std::size_t longest_plain_number = 6;
    return word.size() > longest_plain_number || !std::ranges::all_of(word, is_digit);
}

bool can_be_secret_in_python(std::string_view text) {
    return !is_reference(text) && can_be_secret(replace_all(std::string(text), "$", "_"));
}

Label read_label(const project::VariableRead& read) {
    if (read.only_without_debug) return {read.raised_at.value_or(read.at), "raises where it is empty and DEBUG is off"};
    if (read.default_text) return {read.at, "read here"};
    return {read.at, "read here, without a default"};
}

std::optional<Label> default_label(const project::VariableRead& read) {
    if (!read.default_text || !read.default_at.source) return std::nullopt;
    const Span& read_span = read.at.span;
    const bool is_within = read.default_at.source == read.at.source && read.default_at.span.begin >= read_span.begin &&
                           read.default_at.span.end <= read_span.end;
    if (is_within) return std::nullopt;
    return Label{read.default_at, "its default stands here"};
}

std::string module_name(const project::DjangoSettings& settings) {
    return settings.module.empty() ? settings.files.front()->name() : settings.module;
}

const project::Service& service_of(const Facts& facts, const project::RuntimeLoad& load) {
    return facts.compose->services[load.service];
}

bool is_asked_for(const Facts& facts, const project::RuntimeLoad& load) {
    return facts.service_filter.empty() || service_of(facts, load).name == facts.service_filter;
}

bool is_asked_for(const Facts& facts, const project::WorkloadLoad& /*load*/) {
    return facts.service_filter.empty();
}

}  // namespace megactl::checks::env_rules
