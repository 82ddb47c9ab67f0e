#include "core/base/text.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

constexpr unsigned others_read = 04;
constexpr unsigned others_write = 02;

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    const PemFile& file = *found.file;
    if (!file.access || file.keys.empty()) return std::nullopt;
    const unsigned mode = file.access->permissions;
    if ((mode & (others_read | others_write)) == 0) return std::nullopt;
    Finding finding = finding_about(key_open_to_others, facts, found,
                                    fmt::format("everybody on this host can {} the private key in `{}`",
                                                (mode & others_write) == 0  ? "read"
                                                : (mode & others_read) == 0 ? "exchange"
                                                                            : "read and exchange",
                                                escape_controls(path_of(found))),
                                    file.keys.front().line, "a private key");
    finding.seen.push_back(fmt::format("its mode is {:o}", mode));
    finding.help.push_back(fmt::format(
        "`chmod 600 {0}`, or `chmod 640 {0}` where the server reads it through its group", shell_word(path_of(found))));
    return finding;
}

}  // namespace

constinit const Rule key_open_to_others{
    .id = "tls/key-open-to-others",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "everybody on this host can read or exchange a private key",
    .why = R"(Who reads the key can stand in for the site until the certificate ends, and nobody sees it. Any
program that runs on this host, under whatever user, can do so. Of a link the file that it leads to
counts.)",
    .wrong = R"($ ls -l privkey.pem
-rw-r--r-- 1 root root 241 privkey.pem)",
    .right = R"($ ls -l privkey.pem
-rw-r----- 1 root tls 241 privkey.pem)",
    .fix = R"(Leave it to its owner (`chmod 600`), or to a group that only the server is in (`chgrp GROUP`, `chmod
640`). If others use this host, take a new key as well: this one may be known.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
