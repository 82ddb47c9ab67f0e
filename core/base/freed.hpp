#pragma once

namespace megactl {

// Lets a `unique_ptr` hand what a C library made back to it: `std::unique_ptr<BIO, Freed<BIO_free_all>>`.
template <auto free_it>
struct Freed {
    template <class T>
    void operator()(T* thing) const {
        free_it(thing);
    }
};

}  // namespace megactl
