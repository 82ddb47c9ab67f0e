#pragma once

#include "core/inspect/message_row.hpp"

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>

namespace megactl::cli::commands {

// A file of rows of messages, read line by line: it may be larger than the memory.
class RowFile {
public:
    // `-` is standard input.
    explicit RowFile(std::string name) : name_(std::move(name)) {}

    // What a read came by.
    struct Tally {
        std::size_t rows = 0;
        bool is_torn = false;     // the last line has no end and is no row: whoever wrote it was killed
        bool is_stopped = false;  // there may be more
    };
    // Shows each row, until a stop is asked for, which does not wait for a pipe. Throws LocalError{input} for a file
    // that can't be read, and for a line that is no row.
    Tally read(const std::function<void(inspect::MessageRow row)>& take, const std::stop_token& stop = {}) const;
    // False for pipes.
    bool can_be_read_twice() const;

private:
    std::string path() const { return name_ == "-" ? "/dev/stdin" : name_; }

    std::string name_;
};

}  // namespace megactl::cli::commands
