#pragma once

#include "core/base/json_view.hpp"
#include "core/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace megactl::celery {

// Python's pickle as far as it carries data: what Celery's database backend keeps results in.
//
// A pickle is a program for a machine that may import and call whatever it names. This one knows the instructions that
// build None, truths, numbers, texts, bytes, lists, tuples, sets and dictionaries; a pickle with any other is refused,
// and the reason names the class it wanted.

// Protocol 2, which every Python reads.
std::string pickle_of(const JsonView& value);

// As JSON text, without line breaks. Tuples and sets become arrays, bytes what Celery's JSON makes of them, keys texts
// as in Python, NaN and the infinities null. Total, whatever the bytes: `limit` bounds the text, since a small pickle
// may name one part of it many times over.
Result<std::string> json_of_pickle(std::string_view pickle, std::size_t limit = 64U << 20);

}  // namespace megactl::celery
