#include "core/project/gather_mentions.hpp"

#include "core/base/text.hpp"
#include "core/config/env_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace megactl::project {
namespace {

constexpr std::array<std::string_view, 7> sample_files{".env.example", ".env.sample", ".env.template", ".env.dist",
                                                       "example.env",  "env.example", "sample.env"};

bool is_skipped_folder(std::string_view name) {
    constexpr std::array<std::string_view, 6> skipped{"node_modules",  "venv",   "env",
                                                      "site-packages", "vendor", "__pycache__"};
    return name.starts_with('.') || std::ranges::find(skipped, name) != skipped.end();
}

bool is_script_name(std::string_view name) {
    return name.ends_with(".sh") || name == "entrypoint" || name == "start" || name == "Makefile" ||
           name == "Procfile" || name.ends_with(".conf.template") || name.find('.') == std::string_view::npos;
}

// Walks the tree for scripts, within bounds: a monorepo must not cost a check its ten milliseconds.
class ScriptWalk {
public:
    ScriptWalk(const Tree& tree, std::set<std::string, std::less<>>& names) : tree_(tree), names_(names) {}

    void walk(const std::string& folder, int depth) {
        constexpr int deepest = 4;
        for (const std::string& name : tree_.list(folder)) {
            if (++entries_ > most_entries) return;
            std::string path = folder;
            if (!path.empty()) path += '/';
            path += name;
            if (tree_.is_directory(path)) {
                if (depth < deepest && !is_skipped_folder(name)) walk(path, depth + 1);
            } else if (is_script_name(name) && tree_.is_file(path)) {
                read_script(path);
            }
        }
    }

private:
    static constexpr int most_entries = 5'000;

    void read_script(const std::string& path) {
        // A file of the project that nobody named may be unreadable without harm.
        try {
            const Source source = tree_.read(path);
            if (!source) return;
            const bool is_script = source->text().starts_with("#!") || path.ends_with(".sh") ||
                                   path.ends_with("Makefile") || path.ends_with("Procfile") ||
                                   path.ends_with(".conf.template");
            if (is_script) add_dollar_names(source->text(), "$", names_);
        } catch (const Error&) {
            return;
        }
    }

    const Tree& tree_;
    std::set<std::string, std::less<>>& names_;
    int entries_ = 0;
};

void gather_samples(const Tree& tree, Facts& facts) {
    for (const std::string_view file : sample_files) {
        const Source source = tree.is_file(file) ? tree.read(file) : nullptr;
        if (!source) continue;
        for (const auto& entry : config::parse_env_file(source).entries)
            facts.sample_names.emplace(entry.name, Location{source, entry.span});
    }
}

// Patterns of git in the words of Docker, whose rules are the same but for this: without a slash inside, git means
// every folder.
void gather_ignored(const Tree& tree, Facts& facts) {
    const Source source = tree.is_file(".gitignore") ? tree.read(".gitignore") : nullptr;
    if (!source) return;
    std::string patterns;
    for (std::string_view line : split(source->text(), '\n')) {
        line = trim(line);
        if (line.empty() || line.front() == '#') continue;
        const bool brings_back = line.front() == '!';
        if (brings_back) line.remove_prefix(1);
        const std::string_view inside = line.ends_with('/') ? line.substr(0, line.size() - 1) : line;
        if (brings_back) patterns += '!';
        if (inside.find('/') == std::string_view::npos) patterns += "**/";
        patterns += line;
        patterns += '\n';
    }
    facts.ignored_by_git = Dockerignore(patterns);
}

}  // namespace

void add_dollar_names(std::string_view text, std::string_view sign, std::set<std::string, std::less<>>& names) {
    for (std::size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + 1)) {
        std::size_t begin = at + sign.size();
        if (begin < text.size() && text[begin] == '{') ++begin;
        std::size_t end = begin;
        while (end < text.size() && is_name_character(text[end]))
            ++end;
        if (end > begin) names.emplace(text.substr(begin, end - begin));
    }
}

void gather_mentions(const Tree& tree, Facts& facts) {
    for (const Dockerfile& dockerfile : facts.dockerfiles) {
        add_dollar_names(dockerfile.source->text(), "$", facts.read_elsewhere);
    }
    // In a compose file `$$NAME` is for the container's shell; `${NAME}` reads the caller's, not the container's.
    if (facts.compose) {
        for (const Source& file : facts.compose->files)
            add_dollar_names(file->text(), "$$", facts.read_elsewhere);
    }
    ScriptWalk(tree, facts.read_elsewhere).walk("", 0);
    gather_samples(tree, facts);
    gather_ignored(tree, facts);
    facts.has_dotenv = tree.is_file(".env");
}

}  // namespace megactl::project
