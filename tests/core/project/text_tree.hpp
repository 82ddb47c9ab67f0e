#pragma once

#include "core/project/tree.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace megactl::tests {

// A project made of texts.
class TextTree final : public project::Tree {
public:
    explicit TextTree(const std::map<std::string, std::string>& files) {
        for (const auto& [path, text] : files)
            files_[path] = std::make_shared<const SourceText>(path, text);
    }

    bool covers(const std::filesystem::path& /*path*/) const override { return true; }
    Source read(const std::filesystem::path& path) const override {
        const auto found = files_.find(key(path));
        return found != files_.end() ? found->second : nullptr;
    }
    bool is_file(const std::filesystem::path& path) const override { return files_.contains(key(path)); }
    bool is_directory(const std::filesystem::path& path) const override { return !list(path).empty(); }
    bool is_denied(const std::filesystem::path& /*path*/) const override { return false; }
    std::vector<std::string> list(const std::filesystem::path& path) const override {
        const std::string folder = key(path) == "." ? "" : key(path) + "/";
        std::set<std::string> names;
        for (const auto& [file, source] : files_) {
            if (file.starts_with(folder))
                names.insert(file.substr(folder.size(), file.find('/', folder.size()) - folder.size()));
        }
        return {names.begin(), names.end()};
    }

private:
    static std::string key(const std::filesystem::path& path) { return path.lexically_normal().generic_string(); }

    std::map<std::string, Source> files_;
};

}  // namespace megactl::tests
