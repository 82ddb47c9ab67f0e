#include "core/base/text.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <string_view>

namespace megactl::checks::tls_rules {

namespace {

using Reason = os::ReadFailure::Reason;

// The key itself, say, in the variable that names its file.
Finding content(const Facts& facts, const LookedAt& found) {
    const std::string& variable = found.input->variable;
    Finding finding = finding_about(not_a_file, facts, found,
                                    fmt::format("{} is what belongs into a file, not the path of one",
                                                variable.empty() ? found.input->named_by : variable),
                                    0, "never shown: it may be a key");
    // Only of the process the shell has it.
    const bool is_in_shell = is_variable_name(variable) && !found.input->at;
    finding.help.push_back(
        "write it into a file that the server alone can read, and name that" +
        (is_in_shell ? fmt::format(R"(: `(umask 077; printf '%s\n' "${}" > site.pem)`)", variable) : std::string()));
    const bool is_written_here = found.role == Role::key && found.input->at &&
                                 found.input->at->source->text().find("-----BEGIN") != std::string_view::npos;
    if (is_written_here) {
        finding.notes.push_back(fmt::format("whoever has `{}` has the key: make a new one, and have it certified",
                                            escape_controls(found.input->at->source->name())));
    }
    return finding;
}

Finding not_regular(const Facts& facts, const LookedAt& found) {
    const auto kind = found.file->failure->kind;
    if (found.input->is_content) return content(facts, found);
    const std::string what = kind ? std::string(name_of(*kind)) : "not a file";
    Finding finding =
        finding_about(not_a_file, facts, found, fmt::format("the {} is {}", file_words(found), what), 0, what);
    if (kind == os::FileKind::directory) {
        finding.help.emplace_back("name the file within it");
        finding.notes.emplace_back(
            "where a bind mount names a missing file, Docker makes an empty directory of that name");
    } else {
        finding.help.emplace_back("put the PEM text into a regular file; a pipe or device is not read");
    }
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const LookedAt& found : distinct_files(facts)) {
        const auto& failure = found.file->failure;
        if (!failure) continue;
        if (failure->reason == Reason::not_regular) findings.push_back(not_regular(facts, found));
        if (failure->reason == Reason::other && failure->error_number == ELOOP) {
            findings.push_back(finding_about(
                not_a_file, facts, found, fmt::format("the {} is a link that leads back to itself", file_words(found)),
                0, "a circle of links"));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule not_a_file{
    .id = "tls/not-a-file",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate or key path leads to a directory, a pipe or a device",
    .why = R"(A server wants a regular file. With a directory it fails at start; with a pipe that nobody writes
to it waits for ever.

A directory often was nobody's wish: when `docker run -v` or a short-form compose volume names a
host file that does not exist, Docker makes an empty directory of that name, on the host and in the
container.)",
    .wrong = R"(SERVER_TLS_CERT=/etc/letsencrypt/live/example.org)",
    .right = R"(SERVER_TLS_CERT=/etc/letsencrypt/live/example.org/fullchain.pem)",
    .fix = R"(Name the file itself. If Docker made the directory: stop the container, remove the directory on the
host, put the file there, start again.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
