#pragma once

namespace megactl::staticfiles {

// Bytes as the libraries that pack call them.
template <class T>
T* bytes_of(const char* text) {
    return static_cast<T*>(static_cast<const void*>(text));
}

}  // namespace megactl::staticfiles
