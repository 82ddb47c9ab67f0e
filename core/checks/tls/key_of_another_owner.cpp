#include "core/base/text.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    const PemFile& file = *found.file;
    if (!file.access || file.keys.empty() || !file.access->is_foreign) return std::nullopt;
    Finding finding = finding_about(
        key_of_another_owner, facts, found,
        fmt::format("the private key in `{}` is neither root's nor this user's", escape_controls(path_of(found))),
        file.keys.front().line, "a private key");
    finding.seen.push_back(fmt::format("user {} owns it", file.access->owner));
    finding.help.push_back(
        fmt::format("if the server runs as that user, all is well; else `chown root {}`", shell_word(path_of(found))));
    return finding;
}

}  // namespace

constinit const Rule key_of_another_owner{
    .id = "tls/key-of-another-owner",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a private key belongs neither to root nor to this user",
    .why = R"(The owner of a file may always open and exchange it, whatever its mode says. That is right for the
user whom the server runs as, and a surprise for anybody else.)",
    .wrong = R"(-rw-r----- 1 alice tls 241 privkey.pem)",
    .right = R"(-rw-r----- 1 root tls 241 privkey.pem)",
    .fix = R"(Give it to root, or to the user whom the server runs as.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
