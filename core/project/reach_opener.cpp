#include "core/base/text.hpp"
#include "core/os/file.hpp"
#include "core/os/selinux.hpp"
#include "core/os/users.hpp"
#include "core/project/container_user.hpp"
#include "core/project/reach.hpp"
#include "core/project/service_rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

// Whose number is meant, and who says so.
struct Meant {
    unsigned number = 0;
    std::optional<unsigned> group;
    std::string said_by;
    bool is_whoever_runs_this = false;
};

std::string place_text(const Location& at) {
    return fmt::format("{}:{}", at.source->name(), at.line());
}

std::string said_by(const ContainerUser& user, const Service* service, const Dockerfile* dockerfile) {
    const std::string made = user.made_at ? fmt::format(", whose number {} gives", place_text(*user.made_at)) : "";
    if (service != nullptr && !service->user.empty())
        return fmt::format("`user: {}` of {}, {}{}", escape_controls(user.written), service->name,
                           place_text(service->at), made);
    if (user.at) return fmt::format("USER {}, {}{}", escape_controls(user.written), place_text(*user.at), made);
    return fmt::format("no USER in {}", dockerfile->source->name());
}

// The image that a service runs, where this project builds it.
std::pair<const Dockerfile*, std::size_t> image_of(const Facts& facts, const Service& service) {
    const auto index = static_cast<std::size_t>(&service - facts.compose->services.data());
    if (index >= facts.images.size() || !facts.images[index]) return {nullptr, 0};
    return {&facts.dockerfiles[facts.images[index]->dockerfile], facts.images[index]->stage};
}

std::optional<Meant> user_of_container(const Facts& facts, const Service& service) {
    const auto [dockerfile, stage] = image_of(facts, service);
    const ContainerUser user = user_of_service(service, dockerfile, stage);
    if (!user.number) return std::nullopt;
    return Meant{*user.number, user.group, said_by(user, &service, dockerfile)};
}

// Of a path that nobody mounts: the user that the one Dockerfile of the project says.
std::optional<Meant> user_of_only_image(const Facts& facts) {
    if (facts.dockerfiles.size() != 1 || facts.dockerfiles.front().stages.empty()) return std::nullopt;
    const Dockerfile& dockerfile = facts.dockerfiles.front();
    const std::size_t last = dockerfile.stages.size() - 1;
    const ContainerUser user = user_of_image(dockerfile, last, dockerfile.stages[last].end);
    if (!user.number || !user.at) return std::nullopt;
    return Meant{*user.number, user.group, said_by(user, nullptr, &dockerfile)};
}

Meant meant_user(const Facts& facts, const ReachedPlace& place, const ReachQuestion& question) {
    if (question.user) return {*question.user, question.group, "`--uid`"};
    const auto said = place.service != nullptr ? user_of_container(facts, *place.service) : user_of_only_image(facts);
    if (said) return *said;
    return {os::current_user().number, std::nullopt, "whoever runs this: no image says a number", true};
}

// Which engine's numbers differ from this host's is told by Podman's `keep-id`, and by a socket of a user.
std::optional<unsigned> rootless_user(const ServiceRights& rights, std::string_view engine) {
    constexpr std::string_view own_socket = "unix:///run/user/";
    if (engine.starts_with(own_socket)) {
        const std::string_view rest = engine.substr(own_socket.size());
        const std::size_t slash = rest.find('/');
        const auto number = number_of(rest.substr(0, slash));
        if (number && slash != std::string_view::npos) return number;
    }
    const unsigned self = os::current_user().number;
    return rights.user_namespace.starts_with("keep-id") && self != 0 ? std::optional(self) : std::nullopt;
}

os::UserMap subordinates_of(const char* file, unsigned user) {
    const auto text = os::read_file(file);
    return text ? os::parse_subordinates(*text, os::user_of(user).name, user) : os::UserMap{};
}

// The number that `keep-id:uid=N` keeps, else the caller's own.
unsigned kept_number(std::string_view mode, std::string_view key, unsigned own) {
    for (const std::string_view option : split(mode.substr(std::min(mode.size(), std::size_t{8})), ',')) {
        if (!option.starts_with(key)) continue;
        if (const auto number = number_of(option.substr(key.size()))) return *number;
    }
    return own;
}

void map_numbers(ReachingUser& user, const ServiceRights& rights, unsigned engine_user) {
    const os::UserMap users = subordinates_of("/etc/subuid", engine_user);
    const os::UserMap groups = subordinates_of("/etc/subgid", engine_user);
    const std::string_view mode = rights.user_namespace;
    const bool keeps = mode.starts_with("keep-id");
    const os::HostUser host = os::user_of(engine_user);
    const unsigned own_group = host.groups.empty() ? engine_user : host.groups.front();
    Opener& opener = user.opener;
    opener.users_it_rules = keeps ? os::keep_id_map(engine_user, kept_number(mode, "uid=", engine_user), users)
                                  : os::rootless_map(engine_user, users);
    opener.groups_it_rules = keeps ? os::keep_id_map(own_group, kept_number(mode, "gid=", own_group), groups)
                                   : os::rootless_map(own_group, groups);
    opener.user = os::outside_of(*opener.users_it_rules, user.number).value_or(user.number);
    if (!opener.groups) return;
    for (unsigned& group : *opener.groups)
        group = os::outside_of(*opener.groups_it_rules, group).value_or(group);
}

// The numbers that the user namespace of this process maps, as stat() says them here; nothing where it maps all.
std::optional<os::UserMap> own_numbers(const char* file) {
    const auto text = os::read_file(file);
    os::UserMap own = text ? os::parse_user_map(*text) : os::UserMap{};
    constexpr unsigned all = 4294967295U;
    if (own.empty() || (own.size() == 1 && own.front().count == all)) return std::nullopt;
    for (os::MappedRange& range : own)
        range.outside = range.inside;
    return own;
}

std::optional<std::vector<unsigned>> groups_of(const Meant& meant, bool is_in_container) {
    if (meant.group) return std::vector{*meant.group};
    if (is_in_container) return meant.number == 0 ? std::optional(std::vector{0U}) : std::nullopt;
    const os::HostUser user = meant.is_whoever_runs_this ? os::current_user() : os::user_of(meant.number);
    return user.groups.empty() ? std::nullopt : std::optional(user.groups);
}

}  // namespace

ReachingUser user_reaching(const Facts& facts, const ReachedPlace& place, const ReachQuestion& question) {
    const Meant meant = meant_user(facts, place, question);
    ReachingUser user;
    user.number = user.opener.user = meant.number;
    user.said_by = meant.said_by;
    // A number of an image has the groups of that image, wherever its path lies.
    const bool has_groups_of_image = place.is_in_container || (!question.user && !meant.is_whoever_runs_this);
    user.opener.groups = groups_of(meant, has_groups_of_image);
    user.opener.is_root = meant.number == 0;
    user.opener.users_it_rules = own_numbers("/proc/self/uid_map");
    user.opener.groups_it_rules = own_numbers("/proc/self/gid_map");
    if (!place.is_in_container) return user;
    const Service& service = *place.service;
    const ServiceRights rights = rights_of(*facts.compose, service.name);
    user.opener.is_root = user.opener.is_root && !rights.root_obeys_modes;
    user.opener.is_confined = !service.label_disabled && facts.deploy_selinux.value_or(facts.host_enforces_selinux);
    const unsigned self = os::current_user().number;
    if (const auto engine_user = rootless_user(rights, question.engine)) {
        map_numbers(user, rights, *engine_user);
    } else if (self != 0 && rights.user_namespace.empty()) {
        user.rootless_number =
            os::outside_of(os::rootless_map(self, subordinates_of("/etc/subuid", self)), meant.number);
    }
    return user;
}

}  // namespace megactl::project
