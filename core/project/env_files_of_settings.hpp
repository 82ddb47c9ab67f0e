#pragma once

#include "core/config/env_file.hpp"
#include "core/project/compose.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/supply.hpp"
#include "core/project/tree.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <tuple>

namespace megactl::project {

// Knows which env files the settings read by themselves (`read_env`, `load_dotenv`), and what is in reach of a process:
// each Dockerfile's stage and each file is looked at once, however many commands ask.
class EnvFilesOfSettings {
public:
    // `tree`, and the Dockerfiles it is asked about, must outlive it.
    explicit EnvFilesOfSettings(const Tree& tree) : tree_(tree) {}

    // Adds the variables of those files that are in the image at that point. A file that may be there and can't be seen
    // opens the supply.
    void add_at_build(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction,
                      const DjangoSettings& settings, Supply& supply);
    // The same for a container of a service: what is copied into its image, or mounted over it.
    void add_at_start(const Dockerfile& dockerfile, std::size_t stage, const Service& service,
                      const DjangoSettings& settings, Supply& supply);
    // The same for a process that runs here.
    void add_here(const DjangoSettings& settings, Supply& supply);
    // Of a process on another machine nobody can say which of those files are there.
    static void open_for_elsewhere(const DjangoSettings& settings, Supply& supply);

private:
    // What is known of one file in one stage: the first instruction that brings it.
    struct Arrival {
        std::size_t copied_by;
        std::size_t made_by;
    };

    Arrival arrival_of(const Dockerfile& dockerfile, std::size_t stage, const std::string& file);
    void add_entries(const std::string& file, Supply& supply);
    void add_entries_in_image(const std::string& file, Supply& supply);
    void open_for_dotenv(const DjangoSettings& settings, bool is_in_reach, Supply& supply) const;

    const Tree& tree_;
    std::map<std::tuple<const Dockerfile*, std::size_t, std::string>, Arrival> arrivals_;
    std::map<std::string, config::EnvFile> parsed_;
};

}  // namespace megactl::project
