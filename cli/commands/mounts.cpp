#include "cli/command.hpp"
#include "cli/commands/check_options.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/mounts_why.hpp"

#include <array>
#include <span>
#include <string_view>

namespace megactl::cli::commands {
namespace {

constexpr std::array options{
    Option{.name = "--uid",
           .value = "N",
           .summary = "for this user, `N` or `N:GROUP` (default: the USER of the image, else whoever runs this)"},
    Option{.name = "--write", .summary = "to write it, or to make it where it is not there"},
};

constexpr std::span<const Option> deployment_options = std::span(project_options).first<3>();  // all but --settings
constexpr std::array<std::span<const Option>, 1> tables{deployment_options};

constexpr std::array arguments{
    Argument{
        .name = "PATH", .summary = "a path of this host, or of a service's container", .completion = Completion::file},
};

constexpr std::array examples{
    Example{"why does the container not read its code", "megactl mounts why /app/manage.py"},
    Example{"may user 1000 write uploads", "megactl mounts why /app/media --uid 1000 --write"},
    Example{"of a user who is in group 33 there", "megactl mounts why /app/media --uid 1000:33 --write"},
    Example{"a folder of this host, for a process of this host", "megactl mounts why media --uid 1000"},
};

constexpr std::array exits{
    ExitNote{0, "nothing on the way denies it"},
    ExitNote{1, "denied, or the path is not there"},
    ExitNote{2, "the command line is wrong, or services mean different places by the path"},
    ExitNote{3,
             "a file of the project can't be read, the path lies in a volume or an image, or this user may not look "
             "far enough"},
};

constexpr std::array json_keys{
    JsonKey{"path", "the path that was asked for, whole"},
    JsonKey{"host_path", "where it lies on this host; null where the way ends before it"},
    JsonKey{"allowed", "whether nothing denies it"},
    JsonKey{"exists", "whether the whole way is there"},
    JsonKey{"write", "whether writing was asked for"},
    JsonKey{"uid", "the user's number, in the container where the path is a container's"},
    JsonKey{"host_uid", "that user's number on this host; another one where a user namespace maps it"},
    JsonKey{"groups", "the numbers of its groups on this host; null where they are not known"},
    JsonKey{"uid_from", "who says the number"},
    JsonKey{"service", "whose container has the path; null where no service mounts it"},
    JsonKey{"mount", "the bind mount: `source`, `target`, `file`, `line`; null likewise"},
    JsonKey{"steps[]",
            "every folder, link and file on the way: `path`, `host_path` (null in an image), `kind` (`directory`, "
            "`file`, `link`, `image`), `mode`, `owner`, `group`, `target` of a link, `label` of SELinux, `state` "
            "(`passes`, `denies`, `beyond`)"},
    JsonKey{"denied",
            "what denies, else null: `path`, `host_path`, `want` (`pass`, `read`, `write`), `reason` (`mode`, "
            "`access_list`, `owner_unmapped`, `selinux`, `read_only_mount`, `read_only_bind`, `immutable`), `why`, "
            "`unless_group` (who is in it may)"},
    JsonKey{"fix[]", "ways out, a line each"},
};

constexpr std::array<std::string_view, 2> formats{"text", "json"};

}  // namespace

constinit const Command mounts_why{
    .path = "mounts why",
    .summary = "why a user can or can't reach a path now",
    .description =
        R"(Walks to the path as the kernel would, link by link, and names the first folder or file that denies it: by owner and mode, an access list, a mount that is read-only, SELinux's label, or numbers that a user namespace does not map. Then both ways out: on the host, and in the compose file.

An absolute path that a bind mount of the compose file covers is the container's: it is taken to where it lies on this host, and the walk begins at the mount, because a container does not pass the host's folders above it. Any other path, and any in the project's folder, is this host's, and every folder from `/` on counts. A path that is not there is told as such; with `--write` it is whether it could be made.

The user is `--uid`, else the one of the service (`user:`, or USER of its image, if that is a number or a RUN of the Dockerfile gives it one), else whoever runs this. Groups are those behind the number, or those of this host's user for a path of this host; where a container's are not known, and they would decide, that is said.

A rootless engine maps numbers: its root is whoever runs it, and every other number N is the Nth of /etc/subuid. That is reckoned with where it is certain: with `userns_mode: keep-id`, and where DOCKER_HOST names a socket of a user's own. Otherwise numbers count as they are.)",
    .options = options,
    .more_options = tables,
    .arguments = arguments,
    .examples = examples,
    .exits = exits,
    .json_keys = json_keys,
    .formats = formats,
    .run = run_mounts_why,
};

}  // namespace megactl::cli::commands
