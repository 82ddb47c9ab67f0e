#include "core/os/loaded_library.hpp"

#include <dlfcn.h>

namespace megactl::os {

LoadedLibrary::LoadedLibrary(const char* name) : handle_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {}

void* LoadedLibrary::address_of(const char* name) const {
    return is_there() ? ::dlsym(handle_, name) : nullptr;
}

}  // namespace megactl::os
