#pragma once

#include "core/base/json_view.hpp"

#include <cstddef>
#include <string>

namespace megactl::celery {

// A JSON value as Python's repr() shows it, for the people who read events and `inspect`: `{'link_id': 7, 'ip': None}`.
// Cut to `most` characters, as Celery does, with `...` at its end.
std::string python_repr(const JsonView& value, std::size_t most = 1024);
// The elements as a tuple: `(1, 2)`, `(1,)`, `()`.
std::string python_tuple_repr(const JsonView& array, std::size_t most = 1024);

// The same cut, for a repr that is put together elsewhere.
std::string cut_repr(std::string repr, std::size_t most = 1024);

}  // namespace megactl::celery
