#pragma once

#include "core/base/clock.hpp"
#include "core/project/facts.hpp"
#include "core/project/tree.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace megactl::project {

// A file that somebody named: the flag or variable, and its value.
struct NamedFile {
    std::string path;
    std::string variable;  // empty for a flag
    std::string named_by;  // "--cert", "the environment"
    Source text{};         // what standard input held, where that is meant
};

// What to gather, as the command line and the settings say.
struct Question {
    std::filesystem::path root;
    std::vector<std::filesystem::path>
        dockerfiles;  // --dockerfile; empty: those of the compose file, else `Dockerfile`
    std::vector<std::filesystem::path> compose_files;  // --compose; empty: the default ones
    std::filesystem::path settings_file;               // --settings; empty: found as Django does
    std::string service;                               // --service; must exist, else Error{input} with the near name
    Mode mode = Mode::production;
    Scope scope;
    std::chrono::sys_seconds now{};
    std::chrono::seconds expires_within{};
    bool expires_within_is_said = false;
    std::optional<bool> deploy_selinux;
    // The certificate and key that the command line or the process names; nothing where neither does.
    std::optional<NamedFile> certificate;
    std::optional<NamedFile> key;
    std::optional<NamedFile> chain;             // --chain
    std::vector<NamedFile> anchors;             // --ca
    tls::TrustPlaces trusted;                   // what this host trusts
    std::vector<std::string> hosts;             // --host
    std::optional<AllowedHosts> allowed_hosts;  // of the process
    // The environment that interpolates compose files before the project's `.env` does.
    std::map<std::string, std::string, std::less<>> caller;
    std::string settings_named_by;  // who gives it DJANGO_SETTINGS_MODULE, "… in prod.env:3"
    // The environment that is judged itself; then Dockerfiles and compose files are not read.
    std::optional<std::map<std::string, std::string, std::less<>>> live;
};

// Reads Dockerfiles, compose files, settings, env files, certificates and host facts: the one place of checks that does
// IO. What can't be parsed is told inside the facts; a file of the project that can't be read throws Error{input}.
Facts gather(const Tree& tree, const Question& question);

}  // namespace megactl::project
