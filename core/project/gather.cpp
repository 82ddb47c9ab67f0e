#include "core/project/gather.hpp"

#include "core/base/closest.hpp"
#include "core/base/text.hpp"
#include "core/os/selinux.hpp"
#include "core/project/compose_choice.hpp"
#include "core/project/gather_deployment.hpp"
#include "core/project/gather_https.hpp"
#include "core/project/gather_loads.hpp"
#include "core/project/gather_mentions.hpp"
#include "core/project/gather_places.hpp"
#include "core/project/gather_secret_files.hpp"
#include "core/project/gather_tls.hpp"
#include "core/project/gather_workloads.hpp"
#include "core/project/settings_module.hpp"
#include "core/project/settings_value.hpp"
#include "core/project/sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;

// A build of the project: which Dockerfile, and in which context it stands.
struct WantedDockerfile {
    std::string path;
    std::string context;

    bool operator==(const WantedDockerfile&) const = default;
};

// Those of `--dockerfile`; the context is that of the build which names the file, if one does.
std::vector<WantedDockerfile> named_dockerfiles(const Question& question, const std::vector<WantedDockerfile>& built) {
    std::vector<WantedDockerfile> named;
    for (const fs::path& file : question.dockerfiles) {
        const fs::path whole = (question.root / file).lexically_normal();
        const fs::path below = whole.lexically_relative(question.root.lexically_normal());
        const std::string path = below.empty() || *below.begin() == ".." ? whole.string() : below.string();
        const auto build = std::ranges::find(built, path, &WantedDockerfile::path);
        named.push_back(build == built.end() ? WantedDockerfile{path, "."} : *build);
    }
    return named;
}

std::vector<WantedDockerfile> wanted_dockerfiles(const Tree& tree, const Question& question, const Facts& facts) {
    std::vector<WantedDockerfile> wanted;
    const auto want = [&](WantedDockerfile one) {
        if (std::ranges::find(wanted, one) == wanted.end()) wanted.push_back(std::move(one));
    };
    if (facts.compose) {
        for (const Service& service : facts.compose->services) {
            const auto& build = service.build;
            if (build && !build->is_remote && !build->is_inline && tree.is_file(build->dockerfile)) {
                want({build->dockerfile, build->context});
            }
        }
    }
    if (!question.dockerfiles.empty()) return named_dockerfiles(question, wanted);
    const auto is_root_one = [](const WantedDockerfile& one) { return one.path == "Dockerfile"; };
    if (std::ranges::none_of(wanted, is_root_one) && tree.read("Dockerfile")) want({"Dockerfile", "."});
    if (wanted.empty() && facts.sites.size() == 1) {
        const std::string& site = facts.sites.front();
        const std::string own = joined_path(site, "Dockerfile");
        if (tree.is_file(own)) want({own, site});
    }
    return wanted;
}

std::vector<Dockerfile> read_dockerfiles(const Tree& tree, const std::vector<WantedDockerfile>& wanted) {
    std::vector<Dockerfile> dockerfiles;
    for (const auto& [path, context] : wanted) {
        const Source source = tree.read(path);
        if (!source) throw Error(Error::Kind::input, fmt::format("there is no Dockerfile `{}`", path));
        dockerfiles.push_back(parse_dockerfile(source, context));
        dockerfiles.back().path = path;
    }
    return dockerfiles;
}

NameLookup caller_of(const Question& question) {
    return [&caller = question.caller](std::string_view name) -> std::optional<std::string> {
        const auto found = caller.find(name);
        return found == caller.end() ? std::nullopt : std::optional(found->second);
    };
}

// Those that are named, else those that are chosen; the others are remembered as unseen.
std::vector<fs::path> wanted_compose_files(const Tree& tree, const Question& question, Facts& facts) {
    if (!question.compose_files.empty()) {
        std::vector<fs::path> named = question.compose_files;
        std::erase_if(named, [&](const fs::path& file) { return is_manifest(tree, file); });
        return named;
    }
    ComposeChoice choice = choose_compose_files(tree, caller_of(question), facts.sites, question.mode);
    if (choice.others.empty() && !choice.files.empty() && !choice.is_usual)
        facts.unseen.push_back({.kind = Unseen::Kind::chosen_compose_file, .path = choice.files.front().string()});
    for (std::string& other : choice.others) {
        facts.unseen.push_back({.kind = Unseen::Kind::compose_file,
                                .path = std::move(other),
                                .instead_of = choice.files.front().string(),
                                .is_usual = choice.is_usual});
    }
    return std::move(choice.files);
}

bool is_named_by_flag(const std::optional<NamedFile>& file) {
    return file && file->variable.empty();
}

std::optional<Compose> read_compose_files(const Tree& tree, const Question& question, Facts& facts) {
    const std::vector<fs::path> files = wanted_compose_files(tree, question, facts);
    if (files.empty()) return std::nullopt;
    for (const fs::path& file : files) {
        if (tree.read(file)) continue;
        Error missing(Error::Kind::input, fmt::format("there is no compose file `{}`", escape_controls(file.string())));
        if (!question.compose_files.empty()) throw std::move(missing);
        // What is looked for by itself is there. Who asks about a certificate and its key needs none.
        if (is_named_by_flag(question.certificate) || is_named_by_flag(question.key)) return std::nullopt;
        throw std::move(missing)
            .from("COMPOSE_FILE, of the environment or of .env")
            .help("name a file that is there, or none: `env -u COMPOSE_FILE megactl …`");
    }
    Compose compose = read_compose(tree, files, caller_of(question));
    // What `extends` or `include` brings in is looked at.
    std::erase_if(facts.unseen, [&](const Unseen& one) {
        return one.kind == Unseen::Kind::compose_file &&
               std::ranges::find(compose.files, one.path, [](const Source& file) { return file->name(); }) !=
                   compose.files.end();
    });
    return compose;
}

void require_service(const Compose* compose, const std::string& name) {
    if (name.empty() || (compose != nullptr && compose->service(name) != nullptr)) return;
    std::vector<std::string_view> names;
    if (compose != nullptr) {
        for (const Service& service : compose->services)
            names.push_back(service.name);
    }
    Error error(Error::Kind::input, fmt::format("the compose files have no service `{}`", escape_controls(name)));
    if (const auto near = closest_match(name, names)) {
        throw std::move(error).help(fmt::format("did you mean `--service {}`?", *near));
    }
    if (names.empty()) throw std::move(error).seen("no services at all");
    throw std::move(error).help(fmt::format("one of {}", fmt::join(names, ", ")));
}

// The image each service runs: its own build, or the tag that another service's build is given.
std::vector<std::optional<Facts::BuiltImage>> built_images(const Facts& facts) {
    std::vector<std::optional<Facts::BuiltImage>> images;
    if (!facts.compose) return images;
    const auto image_of_build = [&](const BuildUse& build) -> std::optional<Facts::BuiltImage> {
        for (std::size_t i = 0; i < facts.dockerfiles.size(); ++i) {
            if (!is_build_of(build, facts.dockerfiles[i])) continue;
            if (const auto stage = facts.dockerfiles[i].stage_index(build.target)) return Facts::BuiltImage{i, *stage};
        }
        return std::nullopt;
    };
    const auto& services = facts.compose->services;
    std::map<std::string_view, const BuildUse*> builds_by_tag;
    for (const Service& service : services) {
        if (service.image && service.build) builds_by_tag.try_emplace(service.image->text, &*service.build);
    }
    for (const Service& service : services) {
        const BuildUse* build = service.build ? &*service.build : nullptr;
        if (build == nullptr && service.image) {
            const auto tagged = builds_by_tag.find(service.image->text);
            if (tagged != builds_by_tag.end()) build = tagged->second;
        }
        images.push_back(build != nullptr ? image_of_build(*build) : std::nullopt);
    }
    return images;
}

// Of several sites, those whose settings nothing led to.
void add_unseen_sites(const Question& question, Facts& facts) {
    if (facts.sites.size() < 2) return;
    for (const std::string& site : facts.sites) {
        if (std::ranges::find(facts.settings, site, &DjangoSettings::site) != facts.settings.end()) continue;
        facts.unseen.push_back(
            {.kind = Unseen::Kind::site, .path = site, .argument = fs::proximate(question.root / site).string()});
    }
}

Facts facts_asked_for(const Question& question) {
    Facts facts;
    facts.mode = question.mode;
    facts.scope = question.scope;
    facts.now = question.now;
    facts.expires_within = question.expires_within;
    facts.expires_within_is_said = question.expires_within_is_said;
    facts.tls_hosts = question.hosts;
    facts.deploy_selinux = question.deploy_selinux;
    facts.service_filter = question.service;
    facts.host_enforces_selinux = question.scope.host && os::selinux_state() == os::Selinux::enforcing;
    return facts;
}

}  // namespace

Facts gather_deployment(const Tree& tree, const Question& question) {
    Facts facts = facts_asked_for(question);
    facts.sites = sites_of(tree);
    facts.compose = read_compose_files(tree, question, facts);
    require_service(facts.compose ? &*facts.compose : nullptr, question.service);
    facts.dockerfiles = read_dockerfiles(tree, wanted_dockerfiles(tree, question, facts));
    facts.images = built_images(facts);
    return facts;
}

Facts gather(const Tree& tree, const Question& question) {
    Facts facts = question.live ? facts_asked_for(question) : gather_deployment(tree, question);
    if (question.live) {
        facts.live.emplace();
        for (const auto& [name, value] : *question.live)
            facts.live->set(name, value);
    } else {
        gather_mentions(tree, facts);
        gather_secret_files(tree, facts);
        gather_workloads(tree, question, facts);
    }
    ImportRoots roots(tree);
    gather_loads(tree, question, roots, facts);
    add_unseen_sites(question, facts);
    gather_written_places(tree, roots, facts);
    gather_host_owners(tree, question.root, facts);
    gather_tls_pairs(tree, question, facts);
    gather_https_sites(tree, question, facts);
    return facts;
}

}  // namespace megactl::project
