#include "core/redis/reply_reader.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <read.h>

#include <new>
#include <utility>

namespace megactl::redis {
namespace {

// hiredis calls these while it reads. It knows how to read; what is read goes into our own values, which grow with the
// bytes that came: an array of a billion elements is announced in twelve bytes.

Reply* place_for(const redisReadTask* task, Reply::Kind kind) {
    if (task->parent == nullptr) {
        auto root = std::make_unique<Reply>();
        root->kind = kind;
        return root.release();  // hiredis keeps it until next() takes it, or frees it by free_object
    }
    auto* const parent = static_cast<Reply*>(task->parent->obj);
    Reply& place = parent->elements.emplace_back();
    place.kind = kind;
    return &place;
}

void* create_text(const redisReadTask* task, char* bytes, std::size_t size) {
    Reply* const reply = place_for(task, task->type == REDIS_REPLY_ERROR ? Reply::Kind::error : Reply::Kind::text);
    reply->text.assign(bytes, size);
    return reply;
}

void* create_array(const redisReadTask* task, int count) {
    if (count < 0) return nullptr;  // more than an int holds; hiredis takes this for out of memory
    return place_for(task, Reply::Kind::array);
}

void* create_integer(const redisReadTask* task, long long number) {
    Reply* const reply = place_for(task, Reply::Kind::integer);
    reply->integer = number;
    return reply;
}

void* create_nil(const redisReadTask* task) {
    return place_for(task, Reply::Kind::nil);
}

void free_object(void* object) {
    const std::unique_ptr<Reply> ended(static_cast<Reply*>(object));
}

// hiredis wants them changeable, and changes nothing.
redisReplyObjectFunctions* functions() {
    static redisReplyObjectFunctions ours{create_text, create_array, create_integer, create_nil, free_object};
    return &ours;
}

}  // namespace

void ReplyReader::Closer::operator()(redisReader* reader) const {
    ::redisReaderFree(reader);
}

ReplyReader::ReplyReader(Bytes limit)
    : reader_(::redisReaderCreateWithFunctions(functions())), limit_(static_cast<std::size_t>(limit)) {
    if (!reader_) throw std::bad_alloc();
}

void ReplyReader::feed(std::string_view bytes) {
    pending_ += bytes.size();
    ::redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

Result<std::optional<Reply>> ReplyReader::next() {
    void* object = nullptr;
    if (::redisReaderGetReply(reader_.get(), &object) != 0) {
        const std::string_view reason(static_cast<const char*>(reader_->errstr));
        return problem(fmt::format("it speaks no Redis protocol ({})", escape_controls(reason)));
    }
    if (object == nullptr) {
        if (pending_ > limit_) return problem(fmt::format("its reply is larger than {}", format_size(Bytes{limit_})));
        return std::optional<Reply>();
    }
    const std::unique_ptr<Reply> reply(static_cast<Reply*>(object));
    pending_ = reader_->len - reader_->pos;
    return std::optional<Reply>(std::move(*reply));
}

}  // namespace megactl::redis
