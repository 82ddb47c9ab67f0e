#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// How a ContentMemory lies on disk: a line that says who wrote it, then each table as its number of entries and their
// bytes as they are in memory, then the MD5 of all that. It is read on the machine that wrote it, and nowhere else.
namespace megactl::staticfiles {

// The tables of a memory file; nothing where there is none, it is torn, another release of megactl or of a packer wrote
// it, or anybody but this user could have.
std::string read_memory_file(const std::filesystem::path& file);

// Puts the tables into it, whole or not at all. Those of roots that were left alone for months are removed.
void write_memory_file(const std::filesystem::path& file, std::string tables);

class MemoryWriter {
public:
    template <class Entry>
    void add(const std::vector<Entry>& entries) {
        static_assert(std::has_unique_object_representations_v<Entry>);
        const std::uint64_t count = entries.size();
        add_bytes(&count, sizeof count);
        add_bytes(entries.data(), entries.size() * sizeof(Entry));
    }

    std::string text() && { return std::move(text_); }

private:
    void add_bytes(const void* bytes, std::size_t size) {
        if (size > 0) text_.append(static_cast<const char*>(bytes), size);
    }

    std::string text_;
};

class MemoryReader {
public:
    explicit MemoryReader(std::string_view text) : rest_(text) {}

    // Nothing where the text ends too early.
    template <class Entry>
    std::vector<Entry> take() {
        std::uint64_t count = 0;
        if (!take_bytes(&count, sizeof count) || count > rest_.size() / sizeof(Entry)) {
            is_whole_ = false;
            return {};
        }
        std::vector<Entry> entries(count);
        take_bytes(entries.data(), count * sizeof(Entry));
        return entries;
    }

    // Did it hold all that was taken, and nothing else?
    bool is_whole() const { return is_whole_ && rest_.empty(); }

private:
    bool take_bytes(void* bytes, std::size_t size) {
        if (size > rest_.size()) return false;
        if (size > 0) std::memcpy(bytes, rest_.data(), size);
        rest_.remove_prefix(size);
        return true;
    }

    std::string_view rest_;
    bool is_whole_ = true;
};

}  // namespace megactl::staticfiles
