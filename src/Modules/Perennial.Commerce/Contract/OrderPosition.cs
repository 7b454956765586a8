using System.Globalization;

namespace Perennial.Commerce.Contract;

/// <summary>
/// How far a stream of orders was read. Kept as a text, it means the same to a later run over the same files with the
/// same options.
/// </summary>
public sealed record OrderPosition
{
    private const string Version = "1";

    /// <summary>The beginning.</summary>
    public static OrderPosition Start { get; } = new();

    /// <summary>Rows read over all files.</summary>
    public long Rows { get; internal init; }

    /// <summary>Rows of them that cannot be used.</summary>
    public long Rejected { get; internal init; }

    /// <summary>Orders, and returns that stand alone, given so far.</summary>
    public long Orders { get; internal init; }

    internal int File { get; init; }

    internal int Part { get; init; }

    /// <summary>Which of the readings of the text, and how many there are in all; 0 while that is not known.</summary>
    internal int Pass { get; init; }

    internal int Passes { get; init; }

    /// <summary>Rows read of the text in this pass.</summary>
    internal long Row { get; init; }

    /// <summary>Reads what <see cref="ToString"/> wrote; false when it is nothing of the kind.</summary>
    public static bool TryParse(string text, out OrderPosition position)
    {
        position = Start;
        var parts = text.Split('/');
        var numbers = new long[parts.Length];
        for (var i = 1; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        if (parts.Length != 9 || parts[0] != Version || numbers[1..5].Any(n => n > int.MaxValue))
        {
            return false;
        }

        position = new OrderPosition
        {
            File = (int)numbers[1], Part = (int)numbers[2], Pass = (int)numbers[3], Passes = (int)numbers[4], Row = numbers[5],
            Rows = numbers[6], Rejected = numbers[7], Orders = numbers[8],
        };
        return true;
    }

    /// <summary>The position as a text without spaces.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Version}/{File}/{Part}/{Pass}/{Passes}/{Row}/{Rows}/{Rejected}/{Orders}");
}
