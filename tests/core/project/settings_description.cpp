#include "tests/core/project/settings_description.hpp"

#include "core/base/text.hpp"
#include "tests/core/project/text_tree.hpp"

namespace megactl::tests {

using project::BooleanWords;
using project::ReadWhen;
using project::ValueType;

std::string description(const project::VariableRead& read) {
    std::string out = read.name + " " + std::string(project::name_of(read.type));
    if (read.default_text) out += (read.default_is_literal ? " =" : " ~") + *read.default_text;
    if (read.is_required) out += " required";
    if (read.refuses_empty) out += " nonempty";
    if (read.only_without_debug) out += " production";
    if (read.when == ReadWhen::conditional) out += " conditional";
    if (read.when == ReadWhen::lazily) out += " lazily";
    if (read.when == ReadWhen::guarded) out += " guarded";
    if (read.type == ValueType::boolean) {
        if (read.boolean_words == BooleanWords::truthiness) out += " truthiness";
        if (read.boolean_words == BooleanWords::decouple) out += " decouple";
        if (read.boolean_words == BooleanWords::environs) out += " environs";
        if (read.boolean_words == BooleanWords::custom) {
            out += (read.words_ignore_case ? " folded:" : " words:") + join(read.accepted_words, ",");
        }
    }
    if (!read.alternatives.empty()) out += " or:" + join(read.alternatives, ",");
    return out;
}

project::DjangoSettings scan(std::string_view text) {
    const TextTree tree({{"settings.py", std::string(text)}});
    return project::scan_django_settings(tree, "settings");
}

std::string reads_of(std::string_view text) {
    std::string out;
    for (const project::VariableRead& read : scan(text).reads)
        out += description(read) + "\n";
    return out;
}

}  // namespace megactl::tests
