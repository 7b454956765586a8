using System.Text;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.Contract;

/// <summary>What the reader of order files is told; whatever is left out is found from the file.</summary>
public sealed record OrderFileOptions
{
    /// <summary>Stands in <see cref="Map"/> for a field that no column holds, whatever its name.</summary>
    public const string NoColumn = "-";

    /// <summary>Columns by field: a header's name, a 1-based position, or <see cref="NoColumn"/>.</summary>
    public IReadOnlyDictionary<OrderField, string> Map { get; init; } = new Dictionary<OrderField, string>();

    /// <summary>True when the first row is data.</summary>
    public bool NoHeader { get; init; }

    /// <summary>The delimiter; a space stands for columns parted by any white space. Default: found.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The encoding of every text, such as <see cref="TextEncodings.Find"/> gives it. Default: found.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>.NET date format such as <c>dd.MM.yyyy HH:mm</c>. Default: found.</summary>
    public string? DateFormat { get; init; }

    /// <summary>What stands first in dates that end with the year. Default: found.</summary>
    public DateOrder? DateOrder { get; init; }

    /// <summary>What parts the decimals, <c>.</c> or <c>,</c>. Default: found.</summary>
    public char? DecimalSign { get; init; }

    /// <summary>The shop's time zone, to which times with an offset move. Default: UTC.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    /// <summary>The reporting currency. Default: the most frequent one of the files, or none.</summary>
    public Currency? Currency { get; init; }

    /// <summary>Fields by which facts will be grouped; each costs memory, so only these are kept.</summary>
    public IReadOnlyList<OrderField> Dimensions { get; init; } = [];

    /// <summary>Where rows that could not be used are written; null keeps none.</summary>
    public string? RejectsPath { get; init; }
}
