#include "cli/commands/mounts_why_output.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

namespace megactl::cli::commands {
namespace {

using os::PathStep;
using project::Reach;

void write_number(JsonWriter& json, std::string_view name, unsigned number) {
    json.member(name, std::uint64_t{number});
}

void write_path(JsonWriter& json, std::string_view name, const std::filesystem::path& path) {
    json.key(name);
    path.empty() ? json.null() : json.value(std::string_view(path.string()));
}

std::string_view kind_of(const PathStep& step) {
    if (!step.is_here()) return "image";
    if (step.is_link()) return "link";
    return step.status.kind == os::FileKind::directory ? "directory" : "file";
}

std::string_view state_of(const Reach& reach, std::size_t index) {
    if (!reach.denial || index < reach.denial->step) return "passes";
    return index == reach.denial->step ? "denies" : "beyond";
}

void write_step(JsonWriter& json, const Reach& reach, std::size_t index) {
    const PathStep& step = reach.walk.steps[index];
    json.begin_object();
    write_path(json, "path", step.path);
    write_path(json, "host_path", step.place);
    json.member("kind", kind_of(step));
    if (step.is_here()) {
        json.member("mode", std::string_view(fmt::format("{:o}", step.status.permissions)));
        write_number(json, "owner", step.status.owner);
        write_number(json, "group", step.status.group);
    }
    if (step.is_link()) write_path(json, "target", step.target);
    if (!step.label.empty()) json.member("label", std::string_view(step.label));
    json.member("state", state_of(reach, index)).end_object();
}

void write_user(JsonWriter& json, const project::ReachingUser& user) {
    write_number(json, "uid", user.number);
    write_number(json, "host_uid", user.opener.user);
    json.key("groups");
    if (user.opener.groups) {
        json.begin_array();
        for (const unsigned group : *user.opener.groups)
            json.value(std::uint64_t{group});
        json.end_array();
    } else {
        json.null();
    }
    json.member("uid_from", std::string_view(user.said_by));
}

void write_mount(JsonWriter& json, const project::ReachedPlace& place) {
    json.key("service");
    place.service != nullptr ? json.value(std::string_view(place.service->name)) : json.null();
    json.key("mount");
    if (place.mount == nullptr) {
        json.null();
        return;
    }
    json.begin_object();
    json.member("source", std::string_view(place.mount->source));
    json.member("target", std::string_view(place.mount->target));
    json.member("file", std::string_view(place.mount->at.source->name()));
    json.member("line", std::uint64_t{place.mount->at.line()});
    json.end_object();
}

void write_denial(JsonWriter& json, const Reach& reach) {
    json.key("denied");
    if (!reach.denial) {
        json.null();
        return;
    }
    const project::Denial& denial = *reach.denial;
    json.begin_object();
    write_path(json, "path", reach.walk.steps[denial.step].path);
    write_path(json, "host_path", reach.walk.steps[denial.step].place);
    json.member("want", name_of(denial.want));
    json.member("reason", name_of(denial.reason));
    json.member("why", std::string_view(denial.why));
    json.key("unless_group");
    denial.unless_group ? json.value(std::uint64_t{*denial.unless_group}) : json.null();
    json.end_object();
}

}  // namespace

std::string reach_json(const ReachAnswer& answer) {
    const Reach& reach = answer.reach;
    const bool is_whole = reach.walk.end == os::PathWalk::End::reached;
    JsonWriter json;
    json.begin_object();
    write_path(json, "path", reach.place.path);
    write_path(json, "host_path", is_whole ? reach.walk.steps[reach.walk.last].place : std::filesystem::path());
    json.member("allowed", answer.is_allowed);
    json.member("exists", is_whole);
    json.member("write", answer.writes);
    write_user(json, reach.user);
    write_mount(json, reach.place);
    json.key("steps").begin_array();
    for (std::size_t i = 0; i < reach.walk.steps.size(); ++i)
        write_step(json, reach, i);
    json.end_array();
    write_denial(json, reach);
    json.key("fix").begin_array();
    for (const std::string& way : answer.ways_out)
        json.value(std::string_view(way));
    json.end_array();
    return std::move(json.end_object()).take();
}

}  // namespace megactl::cli::commands
