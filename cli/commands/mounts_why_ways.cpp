#include "cli/commands/mounts_why_output.hpp"
#include "core/checks/tls/pairs.hpp"

#include <fmt/format.h>

#include <string_view>

namespace megactl::cli::commands {
namespace {

using project::Denial;
using project::Reach;
using Want = Denial::Want;

std::string_view letter_of(Want want) {
    return want == Want::pass ? "x" : want == Want::read ? "r" : "w";
}

// On this host, for what owner, mode or access list deny.
std::string host_way(const Reach& reach, const std::string& file) {
    const Denial& denial = *reach.denial;
    const os::FileStatus& status = reach.walk.steps[denial.step].status;
    const unsigned user = reach.user.opener.user;
    const std::string_view letter = letter_of(denial.want);
    if (status.owner == user) return fmt::format("on the host: `chmod u+{} {}`", letter, file);
    if (denial.reason == Denial::Reason::access_list)
        return fmt::format("on the host: `setfacl -m u:{}:{} {}`", user, denial.want == Want::write ? "rwX" : "rX",
                           file);
    if (denial.want == Want::write) return fmt::format("on the host: `chown {} {}`", user, file);
    if (denial.want == Want::pass) return fmt::format("on the host: `chmod o+x {}`", file);
    return fmt::format("on the host: `setfacl -m u:{}:r {}` for that user alone, `chmod o+r {}` for all", user, file,
                       file);
}

// In the compose file, for the same.
std::string container_way(const Reach& reach) {
    const project::ReachedPlace& place = reach.place;
    const os::FileStatus& status = reach.walk.steps[reach.denial->step].status;
    const project::Opener& opener = reach.user.opener;
    if (opener.users_it_rules && place.is_in_container) {
        return fmt::format(
            "or let Podman map the owner: `userns_mode: \"keep-id:uid={}\"`, or `:U` behind the mount, "
            "which changes it",
            reach.user.number);
    }
    if (status.owner != opener.user && status.owner != 0)
        return fmt::format("or run {} as its owner: `user: \"{}:{}\"`", place.service->name, status.owner,
                           status.group);
    if (reach.denial->want == Want::write)
        return "or a named volume in its place, which takes owner and mode from the image";
    return "or `COPY --chown` it into the image, without the mount";
}

std::vector<std::string> ways_of_label(const Reach& reach, const std::string& file) {
    const project::ReachedPlace& place = reach.place;
    return {fmt::format("in the compose file: `:Z` behind `{}:{}`, or `:z` where several services share it; then start "
                        "{} anew",
                        place.mount->source, place.mount->target, place.service->name),
            fmt::format("or on the host: `chcon -R -t container_file_t {}`", file)};
}

}  // namespace

std::vector<std::string> ways_out(const Reach& reach) {
    using Reason = Denial::Reason;
    if (!reach.denial) return {};
    const std::string file = checks::tls_rules::shell_word(reach.walk.steps[reach.denial->step].place.string());
    switch (reach.denial->reason) {
        case Reason::mode:
        case Reason::access_list:
        case Reason::owner_unmapped: break;
        case Reason::selinux: return ways_of_label(reach, file);
        case Reason::read_only_mount:
            return {fmt::format("on the host: `findmnt -T {}` tells which mount that is; mount it `rw`", file),
                    "or write elsewhere: another folder, or a named volume"};
        case Reason::read_only_bind:
            return {fmt::format("in the compose file: `{}:{}` without `ro`", reach.place.mount->source,
                                reach.place.mount->target),
                    "or write elsewhere: a named volume, or `tmpfs`"};
        case Reason::immutable:
            return {fmt::format("on the host: `chattr -i {}`", file),
                    "or write elsewhere: another folder, or a volume"};
    }
    if (reach.denial->reason == Reason::owner_unmapped && !reach.place.is_in_container)
        return {"from outside of the namespace: give the file a number that it maps, as /proc/self/uid_map lists them",
                "or start the namespace with a map that has the owner's number"};
    std::vector<std::string> ways{host_way(reach, file)};
    if (reach.place.service != nullptr) ways.push_back(container_way(reach));
    return ways;
}

}  // namespace megactl::cli::commands
