#pragma once

#include "core/report/finding.hpp"
#include "core/report/palette.hpp"

#include <string>
#include <vector>

namespace megactl::report {

// How a label is drawn: carets and their words.
struct Mark {
    Label label;
    char caret = '^';  // `^` for what it is about, `-` for what belongs to it
    Ink ink = Ink::error;
};

// The source lines of `marks` with carets under them, as
//
//       --> Dockerfile:52:5
//     52 | RUN manage.py collectstatic
//        |     ^^^^^^^^^^^^^^^^^^^^^^^ imports the settings
//       ::: config/settings.py:28:14
//     28 | SECRET_KEY = env("DJANGO_SECRET_KEY")
//        |              ------------------------ read here
//
// The first mark is introduced by `-->`, further files by `:::`; neighbouring lines of one file share a block. Lines
// that do not fit into `columns` are cut to a window round the mark, control characters are escaped. Ends with a line
// end.
std::string excerpt(const std::vector<Mark>& marks, const Palette& palette, std::size_t columns = any_width);

// Columns that numbers and bars take: what follows an excerpt is indented to it.
std::size_t gutter_width(const std::vector<Mark>& marks);

}  // namespace megactl::report
