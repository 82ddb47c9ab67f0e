#include "core/base/text.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

// Why no client can compare it; empty where one can.
std::string_view fault_of(const std::string& name) {
    if (name.empty()) return "it is empty";
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::ranges::any_of(name, is_control))
        return "it holds a control character: readers that stop there see another";
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (!std::ranges::all_of(name, is_ascii)) return "names beyond ASCII stand in certificates as `xn--…`";
    return {};
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const NamesQuestion& question : names_questions(facts)) {
        for (const std::string& name : question.certificate->names) {
            const std::string_view fault = fault_of(name);
            if (fault.empty()) continue;
            Finding finding = finding_about_names(name_malformed, facts, question,
                                                  fmt::format("the name `{}` in {} is malformed", escape_controls(name),
                                                              certificate_words(*certificate_file(*question.pair))));
            finding.seen.emplace_back(fault);
            finding.help.emplace_back("issue it again; look at how the request spells its names");
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule name_malformed{
    .id = "tls/name-malformed",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate holds a name that is no host name",
    .why = R"(The names of a certificate are ASCII: letters of other scripts stand there in their `xn--` form. A name
with a NUL or another control character was once used to show some readers one host and others another
one; clients refuse it today, some of them the whole certificate.)",
    .wrong = R"(subjectAltName=DNS:bücher.example)",
    .right = R"(subjectAltName=DNS:xn--bcher-kva.example)",
    .fix = R"(Write names in their ASCII form in the request, and issue the certificate again.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
