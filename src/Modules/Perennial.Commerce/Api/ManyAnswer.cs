using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Perennial.Kernel;
using Perennial.Kernel.Http;

namespace Perennial.Commerce.Api;

/// <summary>The answer to many things of one call: how many of them came to what, and an outcome or a problem for each.</summary>
internal static class ManyAnswer
{
    /// <param name="problems">Writes problems.</param>
    /// <param name="counted">Outcomes that are counted.</param>
    /// <param name="results">What became of each, in their order.</param>
    /// <param name="outcome">The outcome of one.</param>
    /// <param name="type">How one is written.</param>
    public static Answer Of<T>(
        Problems problems, IReadOnlyList<string> counted, IEnumerable<Result<T>> results, Func<T, string> outcome, JsonTypeInfo<T> type)
    {
        List<Result<T>> all = [.. results];
        var buffer = new ArrayBufferWriter<byte>(128 * all.Count);
        using (var json = new Utf8JsonWriter(buffer, Json.Writing))
        {
            var counts = all.Where(t => t.Succeeded).CountBy(t => outcome(t.Value), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
            json.WriteStartObject();
            foreach (var name in counted)
            {
                json.WriteNumber(name, counts.GetValueOrDefault(name));
            }

            json.WriteNumber("refused", all.Count(t => !t.Succeeded));
            json.WriteStartArray("results");
            foreach (var one in all)
            {
                if (one.TryGet(out var told, out var refusal))
                {
                    JsonSerializer.Serialize(json, told, type);
                }
                else
                {
                    problems.Write(json, refusal);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new Answer(StatusCodes.Status200OK, buffer.WrittenSpan.ToArray());
    }
}
