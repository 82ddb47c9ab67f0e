#include "core/project/tree.hpp"

#include "core/base/error.hpp"
#include "core/os/file.hpp"
#include "core/os/users.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

namespace megactl::project {

namespace fs = std::filesystem;

namespace {

// Without `.`, without `x/..`, without a slash at the end: one spelling a file.
fs::path normal(const fs::path& path) {
    fs::path result = path.lexically_normal();
    if (!result.has_filename() && result.has_relative_path()) result = result.parent_path();
    return result == "." ? fs::path() : result;
}

// What is said of a file that may hold secrets must not open it to all.
std::string way_in(const fs::path& culprit) {
    const std::string name = culprit.filename().string();
    if (!name.starts_with(".env") && !name.ends_with(".env"))
        return fmt::format("let this user read it: `chmod a+rX {}`", culprit.string());
    return fmt::format("run megactl as the owner of the file, or let this user alone read it: `setfacl -m u:{}:r {}`",
                       os::current_user().number, culprit.string());
}

std::string next_step(const std::string& shown, const os::ReadFailure& failure) {
    using Reason = os::ReadFailure::Reason;
    switch (failure.reason) {
        case Reason::denied: return way_in(failure.culprit);
        case Reason::not_regular: return fmt::format("name a file, or move `{}` out of the way", shown);
        case Reason::too_large: return fmt::format("see whether `{}` is the file you mean", shown);
        default: break;
    }
    return fmt::format("see what is there: `ls -ld {}`", failure.culprit.string());
}

// Is the path the folder itself or below it? Both absolute and normal.
bool lies_in(const fs::path& path, const fs::path& folder) {
    const fs::path below = path.lexically_relative(folder);
    return !below.empty() && *below.begin() != "..";
}

}  // namespace

Source read_if_possible(const Tree& tree, const fs::path& path) {
    try {
        return tree.is_file(path) ? tree.read(path) : nullptr;
    } catch (const Error&) {
        return nullptr;
    }
}

Source dotenv_of(const Tree& tree, const fs::path& folder) {
    const fs::path file = folder / ".env";
    return tree.is_file(file) && !tree.is_denied(file) ? tree.read(file) : nullptr;
}

DiskTree::DiskTree(fs::path root) : root_(std::move(root)) {}

void DiskTree::leave_out_host(const std::vector<fs::path>& named) {
    covered_.emplace();
    for (const fs::path& file : named) {
        if (file.is_absolute()) covered_->push_back(normal(file).parent_path());
    }
}

void DiskTree::take_standard_input(Source text) {
    read_.insert_or_assign(normal(root_ / "-"), std::move(text));
}

bool DiskTree::covers(const fs::path& path) const {
    if (!covered_) return true;
    // A home directory that nobody named is somebody's, and not the tree's.
    if (path.is_relative()) return path.empty() || *path.begin() != "~";
    const fs::path whole = normal(path);
    const auto holds = [&](const fs::path& folder) { return lies_in(whole, folder); };
    return holds(normal(root_)) || std::ranges::any_of(*covered_, holds);
}

Source DiskTree::read(const fs::path& path) const {
    if (!covers(path)) return nullptr;
    const fs::path whole = normal(root_ / path);
    if (const auto known = read_.find(whole); known != read_.end()) return known->second;
    const fs::path root = normal(root_);
    const std::string shown = lies_in(whole, root) ? whole.lexically_relative(root).string() : whole.string();

    auto content = os::read_file(whole);
    if (!content) {
        using Reason = os::ReadFailure::Reason;
        const Reason reason = content.error().reason;
        if (reason == Reason::missing || reason == Reason::dangling_link) return nullptr;
        throw Error(Error::Kind::input, fmt::format("can't read `{}`: {}", shown, content.error().explanation))
            .help(next_step(shown, content.error()));
    }
    return read_.emplace(whole, std::make_shared<SourceText>(shown, *std::move(content))).first->second;
}

bool DiskTree::is_file(const fs::path& path) const {
    if (!covers(path)) return false;
    if (path == "-" && read_.contains(normal(root_ / path))) return true;
    std::error_code failure;
    const fs::file_type type = fs::status(root_ / path, failure).type();
    if (failure == std::errc::too_many_symbolic_link_levels) return true;
    // What is there and can't be read, a FIFO say, is for read() to refuse.
    return type != fs::file_type::not_found && type != fs::file_type::none && type != fs::file_type::directory;
}

bool DiskTree::is_directory(const fs::path& path) const {
    std::error_code ignored;
    return covers(path) && fs::is_directory(root_ / path, ignored);
}

bool DiskTree::is_denied(const fs::path& path) const {
    const fs::path whole = normal(root_ / path);
    if (!is_file(path) || read_.contains(whole)) return false;
    const auto content = os::read_file(whole, Bytes{0});
    return !content && content.error().reason == os::ReadFailure::Reason::denied;
}

std::vector<std::string> DiskTree::list(const fs::path& path) const {
    std::vector<std::string> names;
    if (!covers(path)) return names;
    std::error_code failure;
    for (fs::directory_iterator entry(root_ / path, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
        if (!is_way_out(*entry)) names.push_back(entry->path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

// A link to a folder that is not of the project, /usr say: whoever walks through it is long on the way.
bool DiskTree::is_way_out(const fs::directory_entry& entry) const {
    std::error_code failure;
    if (!entry.is_symlink(failure) || !entry.is_directory(failure)) return false;
    const fs::path target = fs::canonical(entry.path(), failure);
    const fs::path home = fs::canonical(root_, failure);
    return !failure && std::mismatch(home.begin(), home.end(), target.begin(), target.end()).first != home.end();
}

MemoryTree::MemoryTree(const std::map<std::string, std::string>& files) {
    for (const auto& [path, text] : files) {
        const std::string name = normal(path).string();
        files_[name] = std::make_shared<SourceText>(name, text);
    }
}

Source MemoryTree::read(const fs::path& path) const {
    const auto found = files_.find(normal(path).string());
    if (found != files_.end()) return found->second;
    if (!is_directory(path)) return nullptr;
    throw Error(Error::Kind::input, fmt::format("can't read `{}`: it is a directory, not a file", path.string()));
}

bool MemoryTree::is_file(const fs::path& path) const {
    return files_.contains(normal(path).string());
}

bool MemoryTree::is_directory(const fs::path& path) const {
    const std::string name = normal(path).string();
    if (name.empty()) return true;
    const std::string prefix = name == "/" ? name : name + "/";
    const auto below = files_.lower_bound(prefix);
    return below != files_.end() && below->first.starts_with(prefix);
}

std::vector<std::string> MemoryTree::list(const fs::path& path) const {
    const std::string folder = normal(path).string();
    const std::string prefix = folder.empty() || folder == "/" ? folder : folder + "/";
    std::set<std::string> names;
    for (auto below = files_.lower_bound(prefix); below != files_.end() && below->first.starts_with(prefix); ++below) {
        const std::string rest = below->first.substr(prefix.size());
        if (rest.empty() || rest.front() == '/') continue;  // an absolute path does not lie in the root
        names.insert(rest.substr(0, rest.find('/')));
    }
    return {names.begin(), names.end()};
}

}  // namespace megactl::project
