#include "core/project/django_settings.hpp"
#include "core/project/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using megactl::Source;
using megactl::SourceText;

// Two files of one package, which may import each other.
class TwoFiles final : public megactl::project::Tree {
public:
    TwoFiles(std::string settings, std::string base)
        : settings_(std::make_shared<const SourceText>("p/settings.py", std::move(settings))),
          base_(std::make_shared<const SourceText>("p/base.py", std::move(base))) {}

    bool covers(const std::filesystem::path& /*path*/) const override { return true; }
    Source read(const std::filesystem::path& path) const override {
        if (path == "p/settings.py") return settings_;
        return path == "p/base.py" ? base_ : nullptr;
    }
    bool is_file(const std::filesystem::path& path) const override { return read(path) != nullptr; }
    bool is_directory(const std::filesystem::path& path) const override { return path == "p" || path == "."; }
    bool is_denied(const std::filesystem::path& /*path*/) const override { return false; }
    std::vector<std::string> list(const std::filesystem::path& path) const override {
        if (path == ".") return {"p"};
        return path == "p" ? std::vector<std::string>{"base.py", "settings.py"} : std::vector<std::string>{};
    }

private:
    Source settings_;
    Source base_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // A form feed on a line of its own parts the two files.
    const std::string text(data, data + size);
    const std::size_t cut = text.find("\n\f\n");
    const TwoFiles tree(text.substr(0, cut), cut == std::string::npos ? std::string{} : text.substr(cut + 3));
    const megactl::project::DjangoSettings settings = megactl::project::scan_django_settings(tree, "p.settings");
    std::size_t sum = 0;
    for (const megactl::project::VariableRead& read : settings.reads) {
        sum += read.at.line() + read.at.text().size();
        if (read.default_text) sum += read.default_at.text().size();
        if (read.raised_at) sum += read.raised_at->column();
    }
    for (const megactl::project::Misunderstanding& one : settings.misunderstood)
        sum += one.at.column();
    sum += megactl::project::names_read_elsewhere(tree, settings).size();
    return sum == static_cast<std::size_t>(-1) ? 1 : 0;
}
