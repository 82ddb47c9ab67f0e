#include "core/project/supply_files.hpp"

#include "core/base/text.hpp"
#include "core/project/kubernetes.hpp"
#include "core/project/near_walk.hpp"
#include "core/project/settings_value.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

bool is_yaml(std::string_view name) {
    return name.ends_with(".yaml") || name.ends_with(".yml");
}

// `Dockerfile`, `Dockerfile.prod`, `prod.Dockerfile`; not what a template makes one of, nor a text about one, nor what
// is left of one.
bool is_dockerfile(std::string_view name) {
    if (name == "Dockerfile" || name.ends_with(".Dockerfile") || name.ends_with(".dockerfile")) return true;
    return name.starts_with("Dockerfile.") && !name.ends_with('~') &&
           !is_one_of(name.substr(name.rfind('.') + 1),
                      {"dockerignore", "j2", "jinja", "jinja2", "tmpl", "tpl", "template", "erb", "md", "rst", "txt",
                       "bak", "backup", "old", "orig", "rej", "save", "swp"});
}

// Folders of other people's code, of tests and of examples, whose files start nothing.
bool is_skipped(std::string_view name) {
    return is_one_of(name,
                     {"node_modules", "venv", "env", "site-packages", "vendor", "__pycache__", "static", "staticfiles",
                      "media", "locale", "test", "tests", "fixtures", "doc", "docs", "example", "examples"});
}

class SupplyWalk {
public:
    explicit SupplyWalk(const Tree& tree) : tree_(tree) {}

    SupplyFiles find() && {
        files_.unwalked =
            walk_nearest(tree_, {}, [&](const std::string& path, std::string_view name) { return visit(path, name); });
        files_.procfile = read("Procfile");
        files_.app_json = read("app.json");
        files_.gitlab_ci = read(".gitlab-ci.yml");
        const std::string workflows = ".github/workflows";
        for (const std::string& name : tree_.list(workflows)) {
            if (!is_yaml(name)) continue;
            if (const Source file = read(joined_path(workflows, name))) files_.github_workflows.push_back(file);
        }
        return std::move(files_);
    }

private:
    static constexpr int most_yaml = 500;

    Source read(const std::string& path) const { return read_if_possible(tree_, path); }

    Entering visit(const std::string& path, std::string_view name) {
        if (name.ends_with(".service")) {
            add_unit(path);
        } else if (is_dockerfile(name)) {
            files_.dockerfiles.push_back(path);
        } else if (is_yaml(name)) {
            add_yaml(name, path);
        } else if (name.find('.') == std::string_view::npos && !is_skipped(name)) {
            // Folders have no dot in their name, but for hidden ones: so most files need not be asked.
            return Entering::if_folder;
        }
        return Entering::no;
    }

    void add_unit(const std::string& path) {
        const Source unit = read(path);
        if (!unit) return;
        std::vector<Source> drop_ins;
        const std::string folder = path + ".d";
        for (const std::string& name : tree_.list(folder)) {
            if (!name.ends_with(".conf")) continue;
            if (const Source file = read(joined_path(folder, name))) drop_ins.push_back(file);
        }
        files_.units.emplace_back(unit, std::move(drop_ins));
    }

    void add_yaml(std::string_view name, const std::string& path) {
        if (name.starts_with('.') || name.find("compose") != std::string_view::npos || ++yaml_ > most_yaml) return;
        const Source file = read(path);
        if (file && may_be_manifest(*file)) files_.manifests.push_back(file);
    }

    const Tree& tree_;
    SupplyFiles files_;
    int yaml_ = 0;
};

}  // namespace

SupplyFiles supply_files(const Tree& tree) {
    return SupplyWalk(tree).find();
}

}  // namespace megactl::project
