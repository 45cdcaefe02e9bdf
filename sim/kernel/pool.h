// Objects by index: reused without allocation, at a stable address, with a generation that tells a stale handle.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace meshwright::sim::kernel {

/// Names one use of one slot. A default handle names nothing.
struct Handle {
    std::uint32_t index = 0xffffffffu;
    std::uint32_t generation = 0;

    explicit operator bool() const { return index != 0xffffffffu; }
    friend bool operator==(const Handle&, const Handle&) = default;
};

/// A growing pool of T. The least recently grown memory is never given back; addresses stay valid for the pool's life.
/// An acquired object is as its last user left it (value-initialised the first time), so that buffers inside it keep
/// their capacity: the user resets what matters.
template <class T> class Pool {
public:
    Handle acquire() {
        std::uint32_t index = 0;
        if (free_.empty()) {
            index = static_cast<std::uint32_t>(generations_.size());
            if ((index & mask) == 0) chunks_.push_back(std::make_unique<T[]>(chunk));
            generations_.push_back(0);
            free_.reserve(generations_.capacity());
        } else {
            index = free_.back();
            free_.pop_back();
        }
        return {index, ++generations_[index]};
    }

    /// Ends the slot's use; every handle to it becomes stale. Precondition: the slot is in use.
    void release(std::uint32_t index) {
        ++generations_[index];
        free_.push_back(index);
    }

    T& operator[](std::uint32_t index) { return chunks_[index >> shift][index & mask]; }
    const T& operator[](std::uint32_t index) const { return chunks_[index >> shift][index & mask]; }

    /// The object, or null where its use has ended.
    T* find(Handle handle) { return alive(handle) ? &(*this)[handle.index] : nullptr; }
    bool alive(Handle handle) const {
        return handle.index < generations_.size() && generations_[handle.index] == handle.generation &&
               (handle.generation & 1) != 0;
    }
    Handle handleOf(std::uint32_t index) const { return {index, generations_[index]}; }

    std::size_t inUse() const { return generations_.size() - free_.size(); }
    std::size_t capacity() const { return generations_.size(); }

private:
    static constexpr std::uint32_t shift = 10, chunk = 1u << shift, mask = chunk - 1;
    std::vector<std::unique_ptr<T[]>> chunks_;
    std::vector<std::uint32_t> generations_; ///< odd while in use
    std::vector<std::uint32_t> free_;
};

} // namespace meshwright::sim::kernel
