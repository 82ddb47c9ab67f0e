#pragma once

#include "core/os/file.hpp"
#include "core/staticfiles/root_folder.hpp"

#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// Names for what is not whole yet, each used once. One for each thread.
class BesideNames {
public:
    BesideNames();
    std::string next();

private:
    unsigned seed_;
    std::size_t count_ = 0;
};

// A file that is being written beside its place: gone with this object unless it was put there.
class NewFile {
public:
    // Makes it in `folder`, an open folder of `root`; `destination` is the path that errors name. Both must outlive
    // this. Throws Error{input}.
    NewFile(int folder, const RootFolder& root, const std::string& destination, BesideNames& names);
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile();

    int number() const { return file_.number(); }
    void write(std::string_view content);
    void take_times(const timespec& accessed, const timespec& modified);
    // Gives it the mode and group of served files, whatever the umask, and its name. Throws Error{input}.
    void put_at(const std::string& name);

private:
    void settle_rights() const;

    int folder_;
    const RootFolder& root_;
    const std::string& destination_;
    std::string beside_;
    os::Descriptor file_;
};

// Likewise a symbolic link.
class NewLink {
public:
    NewLink(int folder, const RootFolder& root, const std::string& destination, BesideNames& names,
            const std::string& text);
    NewLink(const NewLink&) = delete;
    NewLink& operator=(const NewLink&) = delete;
    ~NewLink();

    void put_at(const std::string& name);

private:
    int folder_;
    const RootFolder& root_;
    const std::string& destination_;
    std::string beside_;
};

}  // namespace megactl::staticfiles
