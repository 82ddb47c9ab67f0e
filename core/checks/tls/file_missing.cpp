#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

using Reason = os::ReadFailure::Reason;

Finding missing(const Facts& facts, const LookedAt& found) {
    Finding finding = finding_about(file_missing, facts, found, fmt::format("the {} does not exist", file_words(found)),
                                    0, "no such file");
    if (!found.input->remedy.empty()) {
        finding.help.push_back(found.input->remedy);
        return finding;
    }
    const std::string folder = found.file->failure->culprit.parent_path().string();
    finding.help.push_back(
        fmt::format("is the name right? `ls -l {}` shows what is there", folder.empty() ? "." : shell_word(folder)));
    finding.help.emplace_back("in a container: mount the folder that holds it");
    return finding;
}

Finding dangling(const Facts& facts, const LookedAt& found) {
    Finding finding = finding_about(file_missing, facts, found,
                                    fmt::format("the {} is {}", file_words(found), found.file->failure->explanation), 0,
                                    "a link to nothing");
    finding.help.emplace_back(
        "bring the link's target as well: certbot's `live/` points into `archive/`, so mount the folder above both");
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const LookedAt& found : distinct_files(facts)) {
        if (!found.file->failure) continue;
        if (found.file->failure->reason == Reason::missing) findings.push_back(missing(facts, found));
        if (found.file->failure->reason == Reason::dangling_link) findings.push_back(dangling(facts, found));
    }
    return findings;
}

}  // namespace

constinit const Rule file_missing{
    .id = "tls/file-missing",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a certificate or key file that is named does not exist",
    .why = R"(The server reads both files when it starts, and ends when one is not there. The usual reasons are a
misspelt path, a volume that is not mounted, and a link whose target was left behind when only the
folder of links was copied or mounted.)",
    .wrong = R"(SERVER_TLS_CERT=/etc/ssl/site/fulchain.pem)",
    .right = R"(SERVER_TLS_CERT=/etc/ssl/site/fullchain.pem)",
    .fix = R"(Correct the path, or put the file there. A path is looked up where the server runs: inside a
container that is the container's own tree, with what is mounted into it.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
