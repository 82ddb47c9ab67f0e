#pragma once

#include "core/base/source.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace megactl::project {

// The files of a project by their path from its root ("config/settings.py"): what parsers read through, so that a test
// can give texts instead of a disk. Paths are normalised; an absolute one is taken as it is.
class Tree {
public:
    virtual ~Tree() = default;

    // The file's text; nothing where there is no such file. One that is there and can't be read (permissions, a
    // directory, a FIFO, over 32 MiB) throws Error{input}. Reading twice gives the same object.
    virtual Source read(const std::filesystem::path& path) const = 0;
    // Anything but a folder; whether it can be read, read() tells.
    virtual bool is_file(const std::filesystem::path& path) const = 0;
    virtual bool is_directory(const std::filesystem::path& path) const = 0;
    // Names in a folder, sorted, without `.` and `..`; empty where it can't be read.
    virtual std::vector<std::string> list(const std::filesystem::path& path) const = 0;
};

// A project on disk. Not thread-safe: it remembers what it read.
class DiskTree final : public Tree {
public:
    explicit DiskTree(std::filesystem::path root);

    Source read(const std::filesystem::path& path) const override;
    bool is_file(const std::filesystem::path& path) const override;
    bool is_directory(const std::filesystem::path& path) const override;
    std::vector<std::string> list(const std::filesystem::path& path) const override;

    const std::filesystem::path& root() const { return root_; }
    std::size_t files_read() const { return read_.size(); }

private:
    std::filesystem::path root_;
    mutable std::map<std::filesystem::path, Source> read_;
};

// A project made of texts, for tests and fuzzing.
class MemoryTree final : public Tree {
public:
    explicit MemoryTree(const std::map<std::string, std::string>& files);

    Source read(const std::filesystem::path& path) const override;
    bool is_file(const std::filesystem::path& path) const override;
    bool is_directory(const std::filesystem::path& path) const override;
    std::vector<std::string> list(const std::filesystem::path& path) const override;

private:
    std::map<std::string, Source> files_;
};

}  // namespace megactl::project
