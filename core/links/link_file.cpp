#include "core/links/link_file.hpp"

#include "core/base/csv.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/links/link_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace megactl::links {
namespace {

constexpr std::array<std::string_view, 4> columns{"user", "slug", "target", "created_at"};
// What `link list` and `link show` tell besides; a file made of theirs is no surprise.
constexpr std::array<std::string_view, 2> known_and_unread{"id", "updated_at"};

struct Row {
    std::size_t line = 0;
    std::string user{};
    std::string slug{};
    std::string target{};
    std::string created_at{};

    std::string* field(std::string_view name) {
        if (name == "user") return &user;
        if (name == "slug") return &slug;
        if (name == "target") return &target;
        return name == "created_at" ? &created_at : nullptr;
    }
};

class Reading {
public:
    explicit Reading(std::string_view default_user) : default_user_(default_user) {}

    void read(std::string_view text) {
        const std::string_view content = trim(text);
        if (content.starts_with('[') || content.starts_with('{')) {
            read_json(text);
        } else {
            read_csv(text);
        }
    }

    LinkFile take() && { return std::move(file_); }

private:
    void refuse(std::size_t line, std::string reason) { file_.troubles.push_back({line, std::move(reason)}); }

    void note_unread(std::string_view name) {
        if (is_one_of(name, known_and_unread)) return;
        if (std::ranges::find(file_.unread, name) == file_.unread.end()) file_.unread.emplace_back(name);
    }

    void read_csv(std::string_view text) {
        const auto records = parse_csv(text);
        if (!records) return refuse(records.error().line, records.error().reason);
        if (records->empty()) return;
        std::vector<std::string> names;
        for (const std::string& name : records->front().fields)
            names.push_back(lower(trim(name)));
        if (std::ranges::find(names, "target") == names.end()) {
            return refuse(records->front().line, "the first line names no column `target`");
        }
        for (const std::string& name : names) {
            if (!is_one_of(name, columns)) note_unread(name);
        }
        for (auto record = records->begin() + 1; record != records->end(); ++record) {
            if (record->fields.size() > names.size()) {
                refuse(record->line, fmt::format("it has {}, and the first line names {}",
                                                 count_of(record->fields.size(), "field", "fields"), names.size()));
                continue;
            }
            Row row{.line = record->line};
            for (std::size_t i = 0; i < record->fields.size(); ++i) {
                if (std::string* field = row.field(names[i])) *field = record->fields[i];
            }
            take(std::move(row));
        }
    }

    void read_json(std::string_view text) {
        if (const auto document = JsonView::parse(text)) {
            const auto links = document->member("links");
            const JsonView& rows = links ? *links : *document;
            if (!rows.is(JsonView::Kind::array)) return take_object(rows, line_at(text, rows));
            for (const JsonView& row : rows.elements())
                take_object(row, line_at(text, row));
            return;
        }
        std::size_t number = 0;
        for (const std::string_view line : split(text, '\n')) {
            ++number;
            if (trim(line).empty()) continue;
            const auto row = JsonView::parse(line);
            if (!row) return refuse(number, fmt::format("it is no JSON: {}", row.error().reason));
            take_object(*row, number);
        }
    }

    // Rows come in their order, so that every byte is counted once.
    std::size_t line_at(std::string_view text, const JsonView& row) {
        const auto at = static_cast<std::size_t>(row.raw().data() - text.data());
        line_ += static_cast<std::size_t>(std::ranges::count(text.substr(counted_, at - counted_), '\n'));
        counted_ = at;
        return line_;
    }

    void take_object(const JsonView& object, std::size_t line) {
        if (!object.is(JsonView::Kind::object)) return refuse(line, "it is no object");
        Row row{.line = line};
        for (const auto& [name, value] : object.members()) {
            std::string* field = row.field(name);
            if (field == nullptr) {
                note_unread(name);
            } else if (auto content = value.text()) {
                *field = *std::move(content);
            } else if (!value.is(JsonView::Kind::null)) {
                return refuse(line, fmt::format("its `{}` is no text", name));
            }
        }
        take(std::move(row));
    }

    // What the form dislikes is said; the first thing of a row is enough.
    bool is_fit(const Row& row, std::string_view what, std::string_view text, const Result<std::string>& checked) {
        if (checked) return true;
        refuse(row.line, fmt::format("the {} `{}` {}", what, escape_controls(text), checked.error().reason));
        return false;
    }

    void take(Row row) {
        if (row.user.empty()) row.user = default_user_;
        if (row.user.empty()) return refuse(row.line, "it names no user");
        if (row.target.empty()) return refuse(row.line, "it names no target");
        if (!is_fit(row, "user", row.user, checked_username(row.user)) ||
            !is_fit(row, "target", row.target, checked_target(row.target)) ||
            (!row.slug.empty() && !is_fit(row, "slug", row.slug, checked_slug(row.slug)))) {
            return;
        }
        std::optional<Time> created_at;
        if (!row.created_at.empty()) {
            const auto time = celery::parse_time(row.created_at);
            if (!time) {
                return refuse(row.line, fmt::format("`created_at` is `{}`, and that {}",
                                                    escape_controls(row.created_at), time.error().reason));
            }
            created_at = *time;
        }
        file_.lines.push_back(row.line);
        file_.links.push_back({.user = std::move(row.user),
                               .target = std::move(row.target),
                               .slug = std::move(row.slug),
                               .created_at = created_at});
    }

    std::string default_user_;
    LinkFile file_;
    std::size_t line_ = 1;
    std::size_t counted_ = 0;
};

}  // namespace

LinkFile read_links(std::string_view text, std::string_view default_user) {
    Reading reading(default_user);
    reading.read(text);
    return std::move(reading).take();
}

std::string csv_heading() {
    return fmt::format("{}\n", fmt::join(columns, ","));
}

std::string csv_row(const Link& link) {
    const std::array<std::string, 4> fields{link.user, link.slug, link.target, celery::format_time(link.created_at)};
    return csv_line(fields);
}

}  // namespace megactl::links
