#include "core/staticfiles/content_memory.hpp"

#include "core/staticfiles/memory_file.hpp"

#include <cstring>
#include <utility>

namespace megactl::staticfiles {

ContentMemory::Question ContentMemory::question(std::string_view text) {
    const Digest digest = content_digest(text);
    Question question = 0;
    std::memcpy(&question, digest.data(), sizeof question);
    return question;
}

ContentMemory::ContentMemory(std::filesystem::path file, std::chrono::nanoseconds trusted_after)
    : file_(std::move(file)), trusted_after_(trusted_after) {
    const std::string text = read_memory_file(file_);
    MemoryReader reader(text);
    auto digests = reader.take<Digests::Entry>();
    auto answers = reader.take<Answers::Entry>();
    if (!reader.is_whole()) return;
    digests_.recall(std::move(digests));
    answers_.recall(std::move(answers));
}

void ContentMemory::keep_digest(const std::optional<FileState>& state, const Digest& digest) {
    using namespace std::chrono;
    if (file_.empty() || !state) return;
    const nanoseconds now = system_clock::now().time_since_epoch();
    const std::int64_t trusted = (now - trusted_after_).count();
    if (state->modified < trusted && state->changed < trusted) digests_.add(*state, digest);
}

void ContentMemory::save() const {
    if (file_.empty() || (!digests_.has_grown() && !answers_.has_grown())) return;
    MemoryWriter writer;
    writer.add(digests_.entries_worth_keeping());
    writer.add(answers_.entries_worth_keeping());
    write_memory_file(file_, std::move(writer).text());
}

Digest known_digest(const std::filesystem::path& file, std::string_view name, const FileState& state,
                    ContentMemory& memory, const std::stop_token& stop) {
    if (const auto digest = memory.digest_of(state)) return *digest;
    ContentFile content(file, name, stop);
    const Digest digest = content.digest();
    memory.keep_digest(content.state(), digest);
    return digest;
}

}  // namespace megactl::staticfiles
