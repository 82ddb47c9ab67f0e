#pragma once

#include "core/project/facts.hpp"
#include "core/project/gather.hpp"
#include "core/project/settings_module.hpp"
#include "core/project/tree.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace megactl::project {

// The settings modules met so far, each scanned once into `facts.settings`. What it is made with must outlive it.
class SettingsShelf {
public:
    SettingsShelf(const Tree& tree, const Question& question, ImportRoots& roots, Facts& facts)
        : tree_(tree), question_(question), roots_(roots), facts_(facts) {}

    // The index of the module that DJANGO_SETTINGS_MODULE names (may be empty) for a site, at `at` if a file does;
    // nothing where it can't be found.
    std::optional<std::size_t> find(const std::string& site, const std::string& named,
                                    const std::optional<Location>& at = std::nullopt);
    // That of a command with its supply. `site` is nothing where it can't be told which of several is meant.
    std::optional<std::size_t> find(const std::optional<std::string>& site, const SettingsLoad& load,
                                    const Supply& supply);
    bool has(const std::string& site, const std::string& module) const;
    // What can be said of a module of a site that can't be found.
    MissingSettings missing(const std::string& site, const std::string& module) const;
    // Notes a module that something names which may be another project's, where one of this project's is certainly
    // meant: in the same package, and a letter or two away.
    void note_misspelt(const std::string& site, const std::string& module, const Location& at);

private:
    std::optional<std::size_t> find_default(const std::string& site, const SettingsLoad& load);
    const std::optional<NamedModule>& module_of(const std::string& site, std::string_view application);
    std::vector<std::string> modules_beside(const std::string& root, const std::string& module) const;
    std::vector<std::string> modules_of_near_packages(const std::string& root, const std::string& module) const;
    void note_missing(const std::string& site, const std::string& module, const std::optional<Location>& at);

    const Tree& tree_;
    const Question& question_;
    ImportRoots& roots_;
    Facts& facts_;
    std::map<std::pair<std::string, std::string>, std::optional<std::size_t>> known_;    // by site and name
    std::map<std::pair<std::string, std::string>, std::optional<NamedModule>> entries_;  // by site and application
};

}  // namespace megactl::project
