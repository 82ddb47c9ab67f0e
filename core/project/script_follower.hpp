#pragma once

#include "core/project/shell.hpp"
#include "core/project/sites.hpp"
#include "core/project/tree.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace megactl::project {

// A command that stands in a script or a Makefile of the project.
struct FollowedCommand {
    ShellCommand command;  // its folder is whole; its spans lie in the script
    Location at;           // in the script
    bool goes_on = false;  // what comes behind it runs, and whoever started it succeeds, even where it fails
};

// Reads on where a command of an image's build starts a shell script or make: `./scripts/build.sh`, `bash build.sh`,
// `make static`.
class ScriptFollower {
public:
    // `place` says what has been copied into the image by then; it and `tree` must outlive the follower.
    ScriptFollower(const Tree& tree, const CommandPlace& place) : tree_(tree), place_(place) {}

    // Does the command name a script, or make, at all? A question of its words alone.
    static bool starts_script(const ShellCommand& command);

    // What the command runs in files of the project, their scripts in turn included; empty where it is none of them,
    // or the file is not one that the build context brings.
    std::vector<FollowedCommand> commands_behind(const ShellCommand& command, const KnownValues& known) const;

private:
    void follow(const ShellCommand& command, const KnownValues& known, int depth, bool goes_on,
                std::vector<FollowedCommand>& found) const;
    void follow_script(const Source& script, const ShellCommand& caller, const KnownValues& known, int depth,
                       bool goes_on, bool stops_at_failure, std::vector<FollowedCommand>& found) const;
    void follow_make(const ShellCommand& command, const KnownValues& known, int depth, bool goes_on,
                     std::vector<FollowedCommand>& found) const;
    Source file_in_image(const std::string& path) const;

    const Tree& tree_;
    const CommandPlace& place_;
};

}  // namespace megactl::project
