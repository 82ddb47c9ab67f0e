#pragma once

#include "core/os/file.hpp"

#include <filesystem>
#include <string_view>

namespace megactl::cli::commands {

// A new file, for what will be gone elsewhere: never one that is there, for nobody else to read, and found again after
// a power cut, for its name is on the disk as soon as this object is made. Each call throws LocalError{input} where it
// fails.
class SaveFile {
public:
    explicit SaveFile(std::filesystem::path file);
    SaveFile(const SaveFile&) = delete;
    SaveFile& operator=(const SaveFile&) = delete;
    // Removes it where nothing was written.
    ~SaveFile();

    // On the disk when this returns.
    void append(std::string_view text);

    static void expect_absent(const std::filesystem::path& file);

private:
    bool is_named_on_disk() const;

    std::filesystem::path file_;
    os::Descriptor descriptor_;
    bool is_empty_ = true;
};

}  // namespace megactl::cli::commands
