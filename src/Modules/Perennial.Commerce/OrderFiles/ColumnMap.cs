using System.Globalization;
using System.Text;
using System.Text.Json;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Shapes;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles;

/// <summary>Which column of a text holds which field.</summary>
internal sealed class ColumnMap
{
    private readonly int[] positions;
    private readonly string[] names;

    private ColumnMap(string shape, bool hasHeader, string[] names, int[] positions)
    {
        Shape = shape;
        HasHeader = hasHeader;
        this.names = names;
        this.positions = positions;
        Width = hasHeader ? names.Length : 0;
        Reach = positions.Max() + 1;
    }

    /// <summary>Columns of a shop system's export: each field stands at its own place of the retold rows.</summary>
    public ColumnMap(OrderShape source)
        : this(source.Name, hasHeader: true,
            [.. Enum.GetValues<OrderField>().Select(f => source.Fields.GetValueOrDefault(f, ""))],
            [.. Enum.GetValues<OrderField>().Select(f => source.Fields.ContainsKey(f) ? (int)f : -1)])
    {
        Source = source;
        Width = 0;
    }

    /// <summary>Stable name of the shape.</summary>
    public string Shape { get; }

    /// <summary>The export that retells the rows; null where they are taken as they stand.</summary>
    public OrderShape? Source { get; }

    public bool HasHeader { get; }

    /// <summary>Whether the text is a file of rejected rows, mended: they belong to the orders of the text they came from.</summary>
    public bool IsMendedRejects => HasHeader && Source is null or { MendedRowsJoin: true } &&
        (Source?.Header ?? names).Take(RejectsFile.ReasonColumns.Count).SequenceEqual(RejectsFile.ReasonColumns, StringComparer.Ordinal);

    /// <summary>Columns of the header; 0 without one.</summary>
    public int Width { get; }

    /// <summary>Fields that a row must have at least.</summary>
    public int Reach { get; }

    /// <summary>Position of a field's column, or -1.</summary>
    public int this[OrderField field] => positions[(int)field];

    public bool Has(OrderField field) => this[field] >= 0;

    /// <summary>The header of a position, or its 1-based number.</summary>
    public string Name(int position) => HasHeader && position < names.Length
        ? names[position]
        : (position + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Names for every column, made up where there is no header; they read back by the known names.</summary>
    public IReadOnlyList<string> NamesForRejects(int count) => Source is not null ? Source.Header : HasHeader ? names
        : [.. Enumerable.Range(0, count).Select(p =>
        Enum.GetValues<OrderField>().Where(f => this[f] == p).Select(f => f.ToString().ToLowerInvariant())
            .FirstOrDefault($"column {p + 1}"))];

    /// <summary>How a text is read: the field's columns by name, the columns that mean nothing to us, its writing.</summary>
    public UnderstoodText Describe(TextInput text, char delimiter, Conventions conventions) =>
        new(text.Name, text.EncodingName, delimiter, Shape,
        Enum.GetValues<OrderField>().Where(Has).ToDictionary(f => f, f => Name(this[f])),
        Source is not null ? Source.Unused
            : HasHeader ? [.. names.Where((n, i) => n.Length > 0 && !positions.Contains(i))] : [])
        {
            EncodingGuessed = text.EncodingGuessed,
            HasHeader = HasHeader,
            DecimalSign = conventions.SignMatters ? conventions.DecimalSign : null,
            DecimalSignGuessed = conventions.SignGuessed,
            DateOrder = conventions.OrderMatters ? conventions.DateOrder : null,
            DateOrderGuessed = conventions.OrderGuessed,
        };

    /// <summary>Finds the columns of a text.</summary>
    /// <param name="file">Its name, for the problem.</param>
    /// <param name="sample">Its first rows, the header included; not empty.</param>
    /// <param name="delimiter">Its delimiter.</param>
    /// <param name="options">What the reader was told.</param>
    /// <param name="map">The map, when there is one.</param>
    /// <returns>Why there is none; null when there is.</returns>
    public static FileProblem? Recognise(string file, IReadOnlyList<string[]> sample, char delimiter,
        OrderFileOptions options,
        out ColumnMap map)
    {
        map = null!;
        var first = sample[0];
        if (first.Length > FileLimits.ColumnsMax)
        {
            return new FileProblem("columns.too_many", file, 1,
                Detail: FileLimits.ColumnsMax.ToString(CultureInfo.InvariantCulture));
        }

        var noHeader = options.NoHeader;
        var columns = new int[Enum.GetValues<OrderField>().Length];
        Array.Fill(columns, -1);
        var shape = "plain";
        if (options.Map.Count == 0 && IsCdnow(first, delimiter))
        {
            (shape, noHeader) = ("cdnow", true);
            columns[(int)OrderField.Customer] = 0;
            columns[(int)OrderField.Date] = first.Length - 3;
            columns[(int)OrderField.Quantity] = first.Length - 2;
            columns[(int)OrderField.Amount] = first.Length - 1;
        }

        var header = first.Select(n => n.Trim().Trim('\uFEFF')).ToArray();
        foreach (var (field, column) in options.Map.Where(m => m.Value != OrderFileOptions.NoColumn))
        {
            var position = Find(header, noHeader, column);
            if (position < 0)
            {
                return new FileProblem("columns.not_found", file, 1, Column: column, Detail: string.Join(", ", header));
            }

            columns[(int)field] = position;
        }

        if (!noHeader)
        {
            FindByName(header, columns, isMapped: options.Map.ContainsKey);
            shape = ShapeOf(header);
        }

        map = new ColumnMap(shape, !noHeader, header, columns);
        return map.Missing(file, header);
    }

    private FileProblem? Missing(string file, string[] firstRow)
    {
        var missing = new List<string>();
        if (!Has(OrderField.Customer) && !Has(OrderField.Email) && !Has(OrderField.Phone) && !Has(OrderField.Name))
        {
            missing.Add("customer");
        }

        if (!Has(OrderField.Date))
        {
            missing.Add("date");
        }

        if (!Has(OrderField.Amount) && !(Has(OrderField.Quantity) && Has(OrderField.Price)))
        {
            missing.Add("amount");
        }

        if (missing.Count == 0)
        {
            return null;
        }

        var looksLikeData = HasHeader && missing.Count == 3 && firstRow.Any(LooksLikeDate);
        return new FileProblem(looksLikeData ? "columns.no_header" : "columns.missing", file, 1,
            Column: string.Join(", ", missing), Detail: string.Join(" | ", firstRow.Take(20)));
    }

    private static int Find(string[] names, bool noHeader, string column)
    {
        if (!noHeader)
        {
            var exact = Array.FindIndex(names, n => n.Equals(column.Trim(), StringComparison.OrdinalIgnoreCase));
            if (exact < 0)
            {
                exact = Array.FindIndex(names, n => Fold(n) == Fold(column));
            }

            if (exact >= 0)
            {
                return exact;
            }
        }

        return int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var position) &&
               position >= 1 && position <= names.Length
            ? position - 1
            : -1;
    }

    private static void FindByName(string[] names, int[] positions, Func<OrderField, bool> isMapped)
    {
        var folded = names.Select(Fold).ToArray();
        foreach (var field in Enum.GetValues<OrderField>())
        {
            if (isMapped(field))
            {
                continue;
            }

            foreach (var known in KnownNames.Value[(int)field])
            {
                var position = Array.IndexOf(folded, known);
                if (position >= 0 && !positions.Contains(position))
                {
                    positions[(int)field] = position;
                    break;
                }
            }
        }
    }

    // Header names compare without case, spaces and punctuation: "Order_ID" is "order id".
    private static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(c) || c == '№')
            {
                // Romanian was long written with cedillas for want of the letters with a comma below.
                folded.Append(char.ToLowerInvariant(c) switch { 'ş' => 'ș', 'ţ' => 'ț', var letter => letter });
            }
        }

        return folded.ToString();
    }

    private static string ShapeOf(string[] names) => string.Join(',', names) switch
    {
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country" => "uci-online-retail",
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country" => "uci-online-retail-ii",
        _ => "plain",
    };

    // customer [second id] date(yyyymmdd) quantity amount, parted by white space, without a header.
    private static bool IsCdnow(string[] first, char delimiter) =>
        delimiter == ' ' && first.Length is 4 or 5 && first[^3].Length == 8 && LooksLikeDate(first[^3]) &&
        first.All(f => AmountText.Read(f, '.', out _) == AmountReading.Plain);

    private static bool LooksLikeDate(string field) =>
        DateText.Read(field, DateOrder.DayFirst, out _) == DateReading.Read ||
                                                       DateText.Read(field, DateOrder.MonthFirst,
                                                           out _) == DateReading.Read;

    private static readonly Lazy<string[][]> KnownNames = new(() =>
    {
        using var stream = typeof(ColumnMap).Assembly.GetManifestResourceStream("columns.json")!;
        using var document = JsonDocument.Parse(stream);
        var known = new string[Enum.GetValues<OrderField>().Length][];
        foreach (var field in document.RootElement.EnumerateObject())
        {
            known[(int)Enum.Parse<OrderField>(field.Name, ignoreCase: true)] =
                [.. field.Value.EnumerateArray().Select(n => Fold(n.GetString()!)).Distinct(StringComparer.Ordinal)];
        }

        return known;
    });
}
