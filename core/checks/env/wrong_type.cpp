#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/value_rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::env_rules {
namespace {

// What may stand there instead, in the words of what reads it.
std::string vocabulary(const project::VariableRead& read) {
    using project::BooleanWords;
    if (read.type == project::ValueType::integer) return "digits and nothing else, as in `8000`: no unit, no comment";
    if (read.type == project::ValueType::json)
        return R"(JSON, as in `["a", "b"]` or `{"a": 1}`: text in double quotes)";
    if (read.type == project::ValueType::url)
        return "a scheme in front, as in `postgres://user:password@host/name`, `sqlite:///db.sqlite3`";
    if (read.type == project::ValueType::number) return "a number and nothing else, as in `0.5`: no unit, no comment";
    switch (read.boolean_words) {
        case BooleanWords::django_environ:
            return "`True`, `on`, `ok`, `y`, `yes` or `1` for yes, `False`, `off`, `n`, `no` or `0` for no";
        case BooleanWords::decouple:
        case BooleanWords::environs:
            return "`True`, `on`, `t`, `y`, `yes` or `1` for yes, `False`, `off`, `f`, `n`, `no` or `0` for no";
        case BooleanWords::truthiness:
            return fmt::format("for no leave {} unset or empty; or let the settings compare it with words", read.name);
        case BooleanWords::python_literal: return "`True` or `False`, as Python writes them";
        case BooleanWords::custom: break;
    }
    return fmt::format("`{}`", join(read.accepted_words, "`, `"));
}

Findings judge(const Facts& facts) {
    Findings findings;
    for_each_value_trouble(facts, [&](const project::Trouble& trouble, const std::string& who) {
        const bool raises = trouble.kind == project::Trouble::Kind::wrong_type;
        if (!raises && trouble.kind != project::Trouble::Kind::misread) return;
        Finding finding = value_finding(trouble, trouble.reason, who);
        // A value that is only misread does not stop a start.
        finding.severity =
            !raises ? Severity::warning : (facts.live ? Severity::error : wrong_type.severity_in(facts.mode));
        const std::string_view type = name_of(trouble.read->type);
        finding.headline =
            raises ? fmt::format("the value of {} for {} is not of the type {}", trouble.read->name, who, type)
                   : fmt::format("the value of {} for {} does not mean what it says", trouble.read->name, who);
        finding.help = {vocabulary(*trouble.read)};
        findings.push_back(std::move(finding));
    });
    return findings;
}

}  // namespace

constinit const Rule wrong_type{
    .id = "env/wrong-type",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a value does not fit the type that the settings read",
    .why =
        R"(Every variable is text, and the settings convert it: `int()` raises on `8000 # port`, decouple raises on an
unknown word for a boolean, django-environ takes it for false without a word, and `bool("False")` is
true. The first two end the start; the others run with the opposite of what was meant.)",
    .wrong = R"(SERVER_PORT=8000/tcp
DJANGO_DEBUG=Flase)",
    .right = R"(SERVER_PORT=8000
DJANGO_DEBUG=False)",
    .fix =
        R"(Write the value as its reader wants it. Where text is used as a boolean (`bool(os.environ.get(…))`), read it
with a reader that knows the words: `env.bool`, `config(cast=bool)`.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
