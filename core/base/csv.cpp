#include "core/base/csv.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace megactl {
namespace {

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
    }

    tl::expected<std::vector<CsvRecord>, CsvProblem> read() {
        std::vector<CsvRecord> records;
        while (!rest_.empty()) {
            if (skip_line_end()) continue;
            CsvRecord record{line_, {}};
            do {
                if (auto trouble = read_field(record.fields)) return tl::unexpected(std::move(*trouble));
            } while (skip(','));
            records.push_back(std::move(record));
            skip_line_end();
        }
        return records;
    }

private:
    std::optional<CsvProblem> read_field(std::vector<std::string>& fields) {
        if (skip('"')) return read_quoted(fields);
        const std::string_view field = rest_.substr(0, std::min(rest_.find_first_of(",\n\""), rest_.size()));
        rest_.remove_prefix(field.size());
        if (rest_.starts_with('"')) return CsvProblem{line_, "a quote stands within a field that is not quoted"};
        const bool ends_line = rest_.empty() || rest_.front() == '\n';
        fields.emplace_back(ends_line && field.ends_with('\r') ? field.substr(0, field.size() - 1) : field);
        return std::nullopt;
    }

    std::optional<CsvProblem> read_quoted(std::vector<std::string>& fields) {
        const std::size_t begin = line_;
        std::string field;
        do {
            const std::size_t quote = rest_.find('"');
            if (quote == std::string_view::npos) return CsvProblem{begin, "a quote is opened and never closed"};
            const std::string_view part = rest_.substr(0, quote);
            line_ += static_cast<std::size_t>(std::ranges::count(part, '\n'));
            field += part;
            rest_.remove_prefix(quote + 1);
            if (rest_.starts_with('"')) field += '"';
        } while (skip('"'));
        if (!rest_.empty() && rest_.front() != ',' && rest_.front() != '\n' && !rest_.starts_with("\r\n")) {
            return CsvProblem{line_, "a field goes on behind its closing quote"};
        }
        fields.push_back(std::move(field));
        return std::nullopt;
    }

    bool skip(char sign) {
        if (!rest_.starts_with(sign)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool skip_line_end() {
        if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
        if (!skip('\n')) return false;
        ++line_;
        return true;
    }

    std::string_view rest_;
    std::size_t line_ = 1;
};

}  // namespace

tl::expected<std::vector<CsvRecord>, CsvProblem> parse_csv(std::string_view text) {
    return Reader(text).read();
}

std::string csv_line(std::span<const std::string> fields) {
    std::vector<std::string> written;
    written.reserve(fields.size());
    for (const std::string& field : fields) {
        const bool is_plain = field.find_first_of(",\"\r\n") == std::string::npos;
        written.push_back(is_plain ? field : "\"" + replace_all(field, "\"", "\"\"") + "\"");
    }
    return join(written, ",") + "\n";
}

}  // namespace megactl
