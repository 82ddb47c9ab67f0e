#include "core/project/reach_verdict.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::project {
namespace {

using os::AccessEntry;
using os::PathStep;
using Reason = Denial::Reason;
using Want = Denial::Want;

constexpr unsigned bit_of(Want want) {
    return want == Want::read ? 4U : want == Want::write ? 2U : 1U;
}

// What a person's place at a file lets them do.
struct Standing {
    unsigned permissions = 0;
    Reason by = Reason::mode;
    std::string words;                       // "not its owner, and others"
    std::optional<unsigned> better_group{};  // would let it, were the opener in it
};

bool is_in(const Opener& opener, unsigned group) {
    return opener.groups && std::ranges::find(*opener.groups, group) != opener.groups->end();
}

std::string_view stranger(const Opener& opener) {
    return opener.groups ? "neither its owner nor of its group, and others" : "not its owner, and others";
}

Standing by_mode(const os::FileStatus& status, const Opener& opener, unsigned wanted) {
    const auto bits = [&](unsigned shift) { return (status.permissions >> shift) & 7U; };
    if (status.owner == opener.user) return {bits(6), Reason::mode, "its owner, who"};
    if (is_in(opener, status.group))
        return {bits(3), Reason::mode, fmt::format("of its group {}, which", status.group)};
    Standing others{bits(0), Reason::mode, std::string(stranger(opener))};
    if (!opener.groups && (bits(3) & wanted) != 0) others.better_group = status.group;
    return others;
}

const AccessEntry* find(const os::AccessList& list, AccessEntry::Who who, unsigned id) {
    const auto found =
        std::ranges::find_if(list, [&](const AccessEntry& entry) { return entry.who == who && entry.id == id; });
    return found == list.end() ? nullptr : &*found;
}

unsigned permissions_of(const os::AccessList& list, AccessEntry::Who who) {
    const auto found = std::ranges::find(list, who, &AccessEntry::who);
    return found == list.end() ? 7U : found->permissions;
}

// As the kernel walks an access list: the first kind of entry that fits decides, and of groups any that lets it.
Standing by_access_list(const PathStep& step, const Opener& opener, unsigned wanted) {
    using Who = AccessEntry::Who;
    const os::AccessList& list = step.access_list;
    if (step.status.owner == opener.user) return {permissions_of(list, Who::owner), Reason::mode, "its owner, who"};
    const unsigned mask = permissions_of(list, Who::mask);
    if (const AccessEntry* user = find(list, Who::user, opener.user))
        return {user->permissions & mask, Reason::access_list,
                fmt::format("named by its access list, which says that user {}", opener.user)};
    Standing others{permissions_of(list, Who::others), Reason::access_list,
                    fmt::format("not named by its access list, which says that others")};
    std::optional<Standing> of_group;
    for (const AccessEntry& entry : list) {
        if (entry.who != Who::owning_group && entry.who != Who::group) continue;
        const unsigned group = entry.who == Who::owning_group ? step.status.group : entry.id;
        const bool lets = (entry.permissions & mask & wanted) != 0;
        if (!opener.groups && lets) others.better_group = group;
        if (!is_in(opener, group) || (of_group && !lets)) continue;
        of_group = {entry.permissions & mask, Reason::access_list,
                    fmt::format("named by its access list, which says that group {}", group)};
    }
    return of_group.value_or(std::move(others));
}

bool rules_over(const Opener& opener, const os::FileStatus& status) {
    if (!opener.is_root) return false;
    const auto covers = [](const std::optional<os::UserMap>& map, unsigned number) {
        return !map || os::inside_of(*map, number);
    };
    return covers(opener.users_it_rules, status.owner) && covers(opener.groups_it_rules, status.group);
}

std::optional<Denial> denied_by_standing(const PathStep& step, const Opener& opener, Want want) {
    if (rules_over(opener, step.status)) return std::nullopt;
    const unsigned wanted = bit_of(want);
    const Standing standing =
        step.access_list.empty() ? by_mode(step.status, opener, wanted) : by_access_list(step, opener, wanted);
    if ((standing.permissions & wanted) != 0) return std::nullopt;
    Denial denial;
    denial.reason = standing.by;
    denial.want = want;
    denial.why = fmt::format("{} may not {}", standing.words, name_of(want));
    if (opener.is_root && opener.users_it_rules) {
        denial.reason = Reason::owner_unmapped;
        denial.why = fmt::format("root of a user namespace that does not map the owner or the group, and as such {}",
                                 denial.why);
    }
    denial.unless_group = standing.better_group;
    return denial;
}

std::optional<Denial> denied_by_label(const PathStep& step, const Opener& opener, Want want) {
    if (!opener.is_confined || lets_containers(step.label, want == Want::write).value_or(true)) return std::nullopt;
    Denial denial;
    denial.reason = Reason::selinux;
    denial.want = want;
    denial.why = fmt::format("its SELinux label is `{}`", step.label);
    return denial;
}

std::optional<Denial> denied_by_place(const PathStep& step, Want want) {
    if (want != Want::write || (!step.is_read_only && !step.is_immutable)) return std::nullopt;
    Denial denial;
    denial.want = want;
    denial.reason = step.is_read_only ? Reason::read_only_mount : Reason::immutable;
    denial.why = step.is_read_only ? "it lies on a mount that is read-only" : "it is immutable (`chattr +i`)";
    return denial;
}

// What is wanted of the step: every folder on the way is passed, the last one is read or written as well.
std::vector<Want> wants_of(const os::PathWalk& walk, std::size_t index, bool writes) {
    const bool is_folder = walk.steps[index].status.kind == os::FileKind::directory;
    std::vector<Want> wants;
    if (is_folder) wants.push_back(Want::pass);
    const bool is_last = index == walk.last;
    const bool is_end = walk.end == os::PathWalk::End::reached;
    const bool makes = writes && walk.end == os::PathWalk::End::missing && walk.is_last_missing;
    if (is_last && (is_end || makes)) wants.push_back(writes ? Want::write : Want::read);
    return wants;
}

}  // namespace

std::string_view name_of(Denial::Reason reason) {
    switch (reason) {
        case Reason::mode: return "mode";
        case Reason::access_list: return "access_list";
        case Reason::owner_unmapped: return "owner_unmapped";
        case Reason::selinux: return "selinux";
        case Reason::read_only_mount: return "read_only_mount";
        case Reason::read_only_bind: return "read_only_bind";
        case Reason::immutable: break;
    }
    return "immutable";
}

std::string_view name_of(Denial::Want want) {
    return want == Want::pass ? "pass" : want == Want::read ? "read" : "write";
}

std::optional<bool> lets_containers(std::string_view label, bool writes) {
    const std::vector<std::string_view> parts = split(label, ':');
    if (parts.size() < 3) return std::nullopt;  // a file system may give its files a label that stands in no file
    const std::string_view type = parts[2];
    if (is_one_of(type, {"container_file_t", "svirt_sandbox_file_t"})) return true;
    if (is_one_of(type, {"container_ro_file_t", "container_share_t", "usr_t", "etc_t", "lib_t", "bin_t"}))
        return !writes;
    if (is_one_of(type, {"user_home_t", "user_home_dir_t", "home_root_t", "admin_home_t", "default_t", "var_t", "tmp_t",
                         "user_tmp_t", "unlabeled_t"}))
        return false;
    return std::nullopt;
}

std::optional<Denial> first_denial(const os::PathWalk& walk, const Opener& opener, bool writes) {
    for (std::size_t i = 0; i < walk.steps.size(); ++i) {
        const PathStep& step = walk.steps[i];
        if (!step.is_here() || step.is_link()) continue;
        for (const Want want : wants_of(walk, i, writes)) {
            auto denial = denied_by_standing(step, opener, want);
            if (!denial) denial = denied_by_label(step, opener, want);
            if (!denial) denial = denied_by_place(step, want);
            if (!denial) continue;
            denial->step = i;
            return denial;
        }
    }
    return std::nullopt;
}

}  // namespace megactl::project
