using Perennial.Insights.Contract;

namespace Perennial.Insights.Live;

/// <summary>
/// Answers that were given of the facts at hand, for whoever asks the same again: a page that is opened by many is reckoned once.
/// With the first change of the facts all of them are forgotten.
/// </summary>
internal sealed class KeptAnswers
{
    private const long BytesMax = 32 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, byte[]> answers = new(StringComparer.Ordinal);
    private ILoadedShop? of;
    private long bytes;

    /// <summary>The answer to a question of some facts; null where nobody asked it of them.</summary>
    /// <param name="shop">The facts; the same object as long as they are the same.</param>
    /// <param name="asked">The question, written so that the same text is the same question.</param>
    public byte[]? Find(ILoadedShop shop, string asked)
    {
        lock (gate)
        {
            return ReferenceEquals(of, shop) ? answers.GetValueOrDefault(asked) : null;
        }
    }

    /// <summary>Keeps an answer, unless there is no room for it.</summary>
    public void Keep(ILoadedShop shop, string asked, byte[] answer)
    {
        lock (gate)
        {
            if (!ReferenceEquals(of, shop))
            {
                (of, bytes) = (shop, 0);
                answers.Clear();
            }

            if (bytes + answer.Length <= BytesMax && answers.TryAdd(asked, answer))
            {
                bytes += answer.Length;
            }
        }
    }
}
