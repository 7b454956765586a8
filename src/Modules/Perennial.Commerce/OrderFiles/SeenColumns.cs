using System.Globalization;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>The columns of a table as its owner sees them, whether they mean anything to us or not.</summary>
/// <param name="Names">Their headers, in their order; their numbers where the first row is data.</param>
/// <param name="Examples">What stands below the header; shorter where the row is.</param>
/// <param name="Found">Which of them a field was found in, by place.</param>
internal sealed record SeenColumns(IReadOnlyList<string> Names, IReadOnlyList<string> Examples, IReadOnlyDictionary<OrderField, int> Found)
{
    private const int NameCharactersMax = 200;

    /// <summary>Looks at the first text of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What was told of it.</param>
    /// <returns>Null where there is no table, or nothing can be read.</returns>
    public static SeenColumns? Look(string path, OrderFileOptions options)
    {
        try
        {
            using var opened = OpenedText.Open(path, null, 0, options.Encoding);
            var delimiter = options.Delimiter ?? Delimiter.Detect(opened.Text.Head) ?? '\0';
            return delimiter != '\0' && TextFormFinder.Sample(opened.Text, delimiter) is { Count: > 0 } sample &&
                sample[0].Length <= FileLimits.ColumnsMax ? Of(sample, delimiter, options) : null;
        }
        catch (Exception e) when (e is FileRefusedException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>How a column is named where a field is mapped to it: by its header, or by its place where that is not enough.</summary>
    public string Reference(int column)
    {
        var name = Names[column];
        var isPlain = name.Length is > 0 and <= NameCharactersMax && !name.All(char.IsAsciiDigit) && name != OrderFileOptions.NoColumn;
        return isPlain && Names.Count(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) == 1 ? name : Place(column);
    }

    /// <summary>The column that a name or a place means; null for none.</summary>
    public int? Find(string reference)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i].Equals(reference.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return int.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place >= 1 && place <= Names.Count
            ? place - 1
            : null;
    }

    private static SeenColumns Of(List<string[]> sample, char delimiter, OrderFileOptions options)
    {
        // What is told of columns that are not there must not hide those that are.
        ColumnMap.Recognise("", sample, delimiter, options, out var map);
        if (map is null)
        {
            ColumnMap.Recognise("", sample, delimiter, options with { Map = new Dictionary<OrderField, string>() }, out map);
        }

        var hasHeader = map?.HasHeader ?? !options.NoHeader;
        return new SeenColumns(
            hasHeader ? [.. sample[0].Select(n => n.Trim().Trim('\uFEFF'))] : [.. sample[0].Select((_, i) => Place(i))],
            hasHeader ? sample.ElementAtOrDefault(1) ?? [] : sample[0],
            Enum.GetValues<OrderField>().Where(f => map?.Has(f) == true).ToDictionary(f => f, f => map![f]));
    }

    private static string Place(int column) => (column + 1).ToString(CultureInfo.InvariantCulture);
}
