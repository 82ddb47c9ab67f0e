#pragma once

#include "core/project/dockerfile.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// The lines of a Dockerfile as instructions: parser directives read, continuation lines joined, comments left out.
class DockerfileLines {
public:
    // `text` must outlive this.
    explicit DockerfileLines(std::string_view text);

    struct Fault {
        Span span;
        std::string reason;
    };

    char escape() const { return escape_; }
    // What is wrong with the directives.
    const std::vector<Fault>& faults() const { return faults_; }

    // The next instruction, without blanks around it; nothing at the end.
    std::optional<FoldedText> next();
    // Reads the lines that follow as the body of `heredoc`, whose name is known. False where its end is missing.
    bool read_body(Heredoc& heredoc);

private:
    struct Line {
        std::size_t begin;
        std::string_view text;  // without line end
    };
    Line take_line();
    bool at_end() const { return at_ >= text_.size(); }
    void read_directives();
    // Takes the escape off that joins the line with the next; false where there is none.
    bool take_continuation(std::string_view& line) const;

    std::string_view text_;
    std::size_t at_ = 0;
    char escape_ = '\\';
    std::vector<Fault> faults_;
};

}  // namespace megactl::project
