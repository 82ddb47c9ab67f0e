#pragma once

namespace megactl::os {

// A shared library that is loaded rather than linked: it costs nothing until somebody needs it, and a host without it
// has everything else. Once loaded it stays for as long as the process lives.
class LoadedLibrary {
public:
    // By the name that the linker would write down: "libcurl.so.4".
    explicit LoadedLibrary(const char* name);

    // Does this host have it?
    bool is_there() const { return handle_ != nullptr; }

    // Sets `function` to the one of this name; false, and null, where there is none.
    template <class Function>
    bool look_up(const char* name, Function& function) const {
        function = reinterpret_cast<Function>(address_of(name));  // NOLINT: how dlsym is made
        return function != nullptr;
    }

private:
    void* address_of(const char* name) const;

    void* handle_;
};

}  // namespace megactl::os
