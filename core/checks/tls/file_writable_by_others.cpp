#include "core/base/text.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

constexpr unsigned group_write = 020;
constexpr unsigned others_write = 02;
constexpr unsigned root = 0;

// Who besides the owner may write it; empty where nobody may.
std::string_view writers(const PemFile& file) {
    const os::FileAccess& access = *file.access;
    // Of a key that is told by tls/key-open-to-others.
    if ((access.permissions & others_write) != 0) return file.keys.empty() ? "everybody" : "";
    // A group of the owner's own number has nobody else in it, but for root's: there are those whom a distribution or
    // an image put there. Under an ACL the bits are its mask.
    const bool is_private = access.group == access.owner && access.owner != root;
    const bool is_shared = !is_private && !access.has_access_list;
    return is_shared && (access.permissions & group_write) != 0 ? "its group" : "";
}

Finding of_file(const Facts& facts, const LookedAt& found, std::string_view who) {
    const os::FileAccess& access = *found.file->access;
    Finding finding =
        finding_about(file_writable_by_others, facts, found,
                      fmt::format("{} can exchange the {}", who, file_words(found)), 0, "others may write it");
    finding.seen.push_back(fmt::format("its mode is {:o}, its group {}", access.permissions, access.group));
    finding.help.push_back(fmt::format("`chmod go-w {}`", shell_word(path_of(found))));
    return finding;
}

Finding of_folder(const Facts& facts, const LookedAt& found) {
    const std::string folder = found.file->access->open_folder.string();
    Finding finding =
        finding_about(file_writable_by_others, facts, found,
                      fmt::format("everybody can exchange the {}: a folder on the way is open", file_words(found)), 0,
                      "others may put another in its place");
    finding.seen.push_back(fmt::format("everybody may write `{}`, and it has no sticky bit", escape_controls(folder)));
    finding.help.push_back(fmt::format("`chmod o-w {}`", shell_word(folder)));
    return finding;
}

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    if (!found.file->access) return std::nullopt;
    const std::string_view who = writers(*found.file);
    if (!who.empty()) return of_file(facts, found, who);
    return found.file->access->open_folder.empty() ? std::nullopt : std::optional(of_folder(facts, found));
}

}  // namespace

constinit const Rule file_writable_by_others{
    .id = "tls/file-writable-by-others",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "others than its owner can exchange a certificate or key",
    .why = R"(Who can write the file, or a folder on the way to it, decides what the server shows at its next
start: another certificate, a key that they know, or nothing that works. A folder that everybody
may write is safe only with the sticky bit, as /tmp has it.

A group with the owner's own number, as Debian and Fedora make one for each user, counts as nobody
else. Root's group does not: OpenShift, for one, runs every container in it. Files on vfat and on
shares of a virtual machine are not judged, for their modes mean nothing.)",
    .wrong = R"(-rw-rw-r-- 1 root staff 1205 fullchain.pem)",
    .right = R"(-rw-r--r-- 1 root staff 1205 fullchain.pem)",
    .fix = R"(Take the right away (`chmod go-w FILE`, `chmod o-w FOLDER`). What renews the certificate should
own it.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
