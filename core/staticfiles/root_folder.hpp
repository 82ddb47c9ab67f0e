#pragma once

#include "core/base/error.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/mount_lookup.hpp"
#include "core/staticfiles/run_lock.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace megactl::staticfiles {

// The folder that is collected into, open for writing by this run alone. Paths are relative to it. Safe from every
// thread once it is made.
class RootFolder {
public:
    // Makes the folder where it is missing, and waits while another run writes into it. `name` is what people read.
    // Throws Error{input} if it can't be written, which may be a mount's fault; gives up waiting when `stop` is asked
    // for.
    RootFolder(std::filesystem::path folder, std::string name, const std::stop_token& stop, MountLookup mounted = {});
    RootFolder(const RootFolder&) = delete;
    RootFolder& operator=(const RootFolder&) = delete;
    // Takes back the folders that it made, should nothing have been written.
    ~RootFolder();

    int number() const { return top_.number(); }
    // False after a stop, and where the file system knows no locks.
    bool is_locked() const { return lock_->is_held(); }
    gid_t group() const { return group_; }

    // Makes one folder with the process's umask; what is above it must be there. Throws Error{input}.
    void make_folder(const std::string& path) const;
    // Holds a folder to be writable, before the first file goes in. Throws Error{input}.
    void require_writable(const std::string& path) const;
    // Removes what a killed run left in a folder; does nothing where that is none.
    void remove_unfinished(const std::string& path) const;
    // A file or link, or an empty folder; that it isn't there is as good. Throws Error{input}.
    void remove_file(const std::string& path) const;
    void remove_folder(const std::string& path) const;

    os::Descriptor open_folder(const std::string& path) const;

    // Why a file could not be written, or nothing into a folder: who owns the folder at fault, its mode, who this is,
    // and what to do.
    Error cannot_write(const std::string& file, int error_number) const;
    Error cannot_write_into(const std::string& folder, int error_number) const;

private:
    void open_or_make();
    bool is_still_there() const;

    std::filesystem::path folder_;
    std::string name_;
    MountLookup mounted_;
    std::filesystem::path made_;  // the uppermost folder that was missing; empty where none was
    os::Descriptor top_;
    gid_t group_ = 0;
    std::optional<RunLock> lock_;  // of `top_`
};

}  // namespace megactl::staticfiles
