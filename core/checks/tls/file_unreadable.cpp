#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <cerrno>

namespace megactl::checks::tls_rules {

namespace {

using Reason = os::ReadFailure::Reason;

Finding unreadable(const Facts& facts, const LookedAt& found) {
    const os::ReadFailure& failure = *found.file->failure;
    const bool is_denied = failure.reason == Reason::denied;
    Finding finding = finding_about(file_unreadable, facts, found,
                                    fmt::format("the {} can't be read: {}", file_words(found),
                                                is_denied ? "permission denied" : failure.explanation),
                                    0, "can't be read");
    if (!is_denied) return finding;
    finding.seen.push_back(failure.explanation);
    const std::string culprit = shell_word(failure.culprit.string());
    finding.help.push_back(
        fmt::format("let a group that the server's user is in reach it: `chgrp GROUP {0} && chmod g+rX {0}`", culprit));
    finding.help.emplace_back("or copy both files, when they are renewed, to a folder that this user owns");
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const LookedAt& found : distinct_files(facts)) {
        const auto& failure = found.file->failure;
        if (!failure) continue;
        const bool is_other = failure->reason == Reason::other && failure->error_number != ELOOP;
        if (failure->reason == Reason::denied || is_other) findings.push_back(unreadable(facts, found));
    }
    return findings;
}

}  // namespace

constinit const Rule file_unreadable{
    .id = "tls/file-unreadable",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate or key file can't be read by this user",
    .why = R"(The server opens both files as the user it runs as. It needs the right to read the file and the
right to pass every folder on the way; one closed folder is enough. certbot keeps `live/` and
`archive/` closed to everybody but root, so a server that never was root can't reach them.)",
    .wrong = R"($ ls -ld /etc/letsencrypt/live
drwx------ 3 root root /etc/letsencrypt/live)",
    .right = R"($ ls -ld /etc/letsencrypt/live
drwxr-x--- 3 root tls /etc/letsencrypt/live)",
    .fix = R"(Give the folders and files a group that the server's user is in, readable but not writable, or copy
both to a folder of its own whenever they are renewed. Never make a key readable by everybody.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
