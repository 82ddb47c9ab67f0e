#pragma once

#include "core/base/source.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace megactl::project {

// The files of a project by their path from its root ("config/settings.py"): what parsers read through, so that a test
// can give texts instead of a disk. Paths are normalised; an absolute one is taken as it is.
class Tree {
public:
    virtual ~Tree() = default;

    // Is the path part of what is judged? Of what lies beyond nothing is known, not even that it is missing; the others
    // say that nothing is there.
    virtual bool covers(const std::filesystem::path& path) const = 0;

    // The file's text; nothing where there is no such file. One that is there and can't be read (permissions, a
    // directory, a FIFO, over 32 MiB) throws Error{input}. Reading twice gives the same object.
    virtual Source read(const std::filesystem::path& path) const = 0;
    // Anything but a folder; whether it can be read, read() tells.
    virtual bool is_file(const std::filesystem::path& path) const = 0;
    virtual bool is_directory(const std::filesystem::path& path) const = 0;
    // Is a file there which this user may not read?
    virtual bool is_denied(const std::filesystem::path& path) const = 0;
    // Names in a folder, sorted, without `.` and `..`; empty where it can't be read. Links to folders that lie beyond
    // the project are left out.
    virtual std::vector<std::string> list(const std::filesystem::path& path) const = 0;
};

// The file's text; nothing where there is none or it can't be read. For files that nobody named: what one of them
// would have said is missed, and hides nothing else.
Source read_if_possible(const Tree& tree, const std::filesystem::path& path);
// The `.env` of a folder; nothing where there is none, and where this user may not read it: a file of secrets is often
// its owner's alone, and what it says is then as little known as on another machine.
Source dotenv_of(const Tree& tree, const std::filesystem::path& folder = {});

// A project on disk. Not thread-safe: it remembers what it read.
class DiskTree final : public Tree {
public:
    explicit DiskTree(std::filesystem::path root);

    // From now on what an absolute path names lies beyond, unless it is in the root or in the folder of one of `named`:
    // a verdict about the tree alone must not lean on the machine.
    void leave_out_host(const std::vector<std::filesystem::path>& named);
    // What `-` means from now on.
    void take_standard_input(Source text);

    bool covers(const std::filesystem::path& path) const override;
    Source read(const std::filesystem::path& path) const override;
    bool is_file(const std::filesystem::path& path) const override;
    bool is_directory(const std::filesystem::path& path) const override;
    bool is_denied(const std::filesystem::path& path) const override;
    std::vector<std::string> list(const std::filesystem::path& path) const override;

    const std::filesystem::path& root() const { return root_; }
    std::size_t files_read() const { return read_.size(); }

private:
    bool is_way_out(const std::filesystem::directory_entry& entry) const;

    std::filesystem::path root_;
    std::optional<std::vector<std::filesystem::path>> covered_;  // folders, besides the root; nothing: the whole host
    mutable std::map<std::filesystem::path, Source> read_;
};

// A project made of texts, for tests and fuzzing.
class MemoryTree final : public Tree {
public:
    explicit MemoryTree(const std::map<std::string, std::string>& files);

    bool covers(const std::filesystem::path& /*path*/) const override { return true; }
    Source read(const std::filesystem::path& path) const override;
    bool is_file(const std::filesystem::path& path) const override;
    bool is_directory(const std::filesystem::path& path) const override;
    bool is_denied(const std::filesystem::path& /*path*/) const override { return false; }
    std::vector<std::string> list(const std::filesystem::path& path) const override;

private:
    std::map<std::string, Source> files_;
};

}  // namespace megactl::project
