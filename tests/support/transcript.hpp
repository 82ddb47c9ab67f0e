#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace megactl::tests {

// A file that a case writes into its folder.
struct CaseFile {
    std::string path;
    std::string content;
};

// A command and what it is expected to say.
struct Step {
    std::string command;
    std::vector<std::string> expected;  // without empty lines at the end
    int status = 0;
    std::optional<unsigned short> columns;  // in a terminal of that width

    std::size_t line = 0;          // of `$ …`, counted from 1
    std::size_t output_begin = 0;  // the document's lines that hold output and status, counted from 0
    std::size_t output_end = 0;
};

// A section of a document: files and commands in their order, run in a folder of their own.
struct Case {
    std::string name;
    std::vector<std::variant<CaseFile, Step>> parts;
};

// A line that can't be understood.
struct Mistake {
    std::size_t line = 0;
    std::string reason;
};

// Markdown that can be run; tests/README.md tells its words.
struct Transcript {
    std::vector<std::string> lines;
    std::vector<Case> cases;
    std::vector<Mistake> mistakes;
};

Transcript parse_transcript(std::string_view text);

// What a command printed, as it would stand in a document: control characters readable, the case's folder as `$CASE`,
// lines that mean something there with a backslash in front, no empty lines at the end.
std::vector<std::string> output_lines(std::string_view output, std::string_view folder);

// Does the output fit? `...` alone on a line stands for any number of lines, `<any>` for any text within one.
bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& actual);

// Both, line by line: `-` expected and not there, `+` there and not expected.
std::string difference(const std::vector<std::string>& expected, const std::vector<std::string>& actual);

// The output and status a step had, to stand in the document instead of those expected.
struct Correction {
    const Step* step = nullptr;
    std::vector<std::string> output;
    int status = 0;
};

// The document with the corrections (in the order of its steps) made.
std::string corrected(const Transcript& transcript, const std::vector<Correction>& corrections);

}  // namespace megactl::tests
