#include "tests/architecture/house.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

namespace megactl::tests {

namespace {

namespace fs = std::filesystem;

const fs::path& root() {
    static const fs::path folder = MEGACTL_SOURCE_FOLDER;
    return folder;
}

std::string content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

bool is_word(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

// Where the literal or comment that begins at `at` ends; `at` where none does.
std::size_t end_of_quiet(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    const auto behind = [&](std::size_t found, std::size_t length) {
        return found == std::string_view::npos ? text.size() : found + length;
    };
    if (rest.starts_with("//")) return behind(text.find('\n', at), 0);
    if (rest.starts_with("/*")) return behind(text.find("*/", at + 2), 2);
    const char before = at > 0 ? text[at - 1] : ' ';
    if (rest.front() == '"' && before == 'R') {
        const std::string_view mark = rest.substr(1, rest.find('(') - 1);
        const std::string end = ")" + std::string(mark) + "\"";
        return behind(text.find(end, at), end.size());
    }
    const bool is_digit_separator = rest.front() == '\'' && std::isxdigit(static_cast<unsigned char>(before)) != 0;
    if ((rest.front() != '"' && rest.front() != '\'') || is_digit_separator) return at;
    std::size_t end = at + 1;
    while (end < text.size() && text[end] != rest.front() && text[end] != '\n')
        end += text[end] == '\\' ? 2U : 1U;
    return std::min(end + 1, text.size());
}

}  // namespace

std::size_t HouseFile::lines() const {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::vector<Include> HouseFile::includes() const {
    constexpr std::string_view opening = "#include \"";
    std::vector<Include> found;
    std::istringstream stream(text);
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (!line.starts_with(opening)) continue;
        const std::size_t end = line.find('"', opening.size());
        found.push_back({number, line.substr(opening.size(), end - opening.size())});
    }
    return found;
}

std::vector<HouseFile> files_below(const fs::path& folder) {
    std::vector<HouseFile> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root() / folder)) {
        const fs::path extension = entry.path().extension();
        if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".hpp")) continue;
        files.push_back({entry.path().lexically_relative(root()), content_of(entry.path())});
    }
    std::sort(files.begin(), files.end(), [](const auto& one, const auto& other) { return one.path < other.path; });
    return files;
}

std::set<std::string> may_use_in(std::string_view cmake) {
    std::string text;
    std::istringstream lines{std::string(cmake)};
    for (std::string line; std::getline(lines, line);)
        text += line.substr(0, line.find('#')) + "\n";
    std::replace_if(
        text.begin(), text.end(), [](char letter) { return letter == '(' || letter == ')'; }, '\n');
    std::set<std::string> rooms;
    bool is_inside = false;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const bool is_keyword = std::isupper(static_cast<unsigned char>(word.front())) != 0;
        if (is_keyword) is_inside = word == "MAY_USE";
        if (is_inside && !is_keyword) rooms.insert(word);
    }
    return rooms;
}

std::map<std::string, std::set<std::string>> stated_arrows() {
    std::map<std::string, std::set<std::string>> arrows;
    for (const fs::directory_entry& entry : fs::directory_iterator(root() / "core")) {
        if (!entry.is_directory()) continue;
        arrows[entry.path().filename().string()] = may_use_in(content_of(entry.path() / "CMakeLists.txt"));
    }
    return arrows;
}

std::string code_of(std::string_view text) {
    std::string code(text);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_quiet(text, at);
        for (std::size_t index = at; index < end; ++index) {
            if (code[index] != '\n') code[index] = ' ';
        }
        at = std::max(end, at + 1);
    }
    return code;
}

std::vector<std::size_t> lines_with_word(std::string_view code, std::string_view name) {
    std::vector<std::size_t> lines;
    for (std::size_t at = code.find(name); at != std::string_view::npos; at = code.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at > 0 && is_word(code[at - 1])) || (end < code.size() && is_word(code[end]))) continue;
        const std::string_view before = code.substr(0, at);
        lines.push_back(1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')));
    }
    return lines;
}

std::string room_of(std::string_view path) {
    constexpr std::string_view core = "core/";
    if (!path.starts_with(core)) return {};
    path.remove_prefix(core.size());
    return std::string(path.substr(0, path.find('/')));
}

}  // namespace megactl::tests
