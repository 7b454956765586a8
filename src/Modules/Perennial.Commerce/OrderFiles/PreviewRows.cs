using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.OrderFiles;

/// <summary>The first rows of a text, taken where a real read hands them on to the book.</summary>
internal sealed class PreviewRows(Dimensions dimensions)
{
    private const decimal ThousandthsPerUnit = 1000;

    private readonly List<PreviewRow> good = [];
    private readonly List<PreviewRow> bad = [];
    private int begun;

    /// <summary>Fields kept to be shown.</summary>
    public static OrderField[] Labels { get; } =
    [
        OrderField.Product, OrderField.Category, OrderField.Store, OrderField.Channel, OrderField.Seller,
        OrderField.Country,
    ];

    /// <summary>Counts a row that is about to be read; false when there are enough.</summary>
    public bool Begin() => begun++ < PreviewedText.RowsMax;

    /// <summary>Takes a row that cannot be used.</summary>
    public void Add(FileProblem problem) => bad.Add(new PreviewRow(problem.Line, problem));

    /// <summary>Takes the usable rows.</summary>
    public void Add(RowBatch batch, ColumnMap map)
    {
        for (var row = 0; row < batch.Count && good.Count < PreviewedText.RowsMax; row++)
        {
            good.Add(Row(batch, row, map));
        }
    }

    /// <summary>The rows of the text at hand, by line; makes room for the next text.</summary>
    public IReadOnlyList<PreviewRow> Take()
    {
        IReadOnlyList<PreviewRow> rows = [.. good.Concat(bad).OrderBy(r => r.Line).Take(PreviewedText.RowsMax)];
        good.Clear();
        bad.Clear();
        begun = 0;
        return rows;
    }

    private PreviewRow Row(RowBatch batch, int row, ColumnMap map)
    {
        ref var line = ref batch.Lines[row];
        var value = line.Exact >= 0 ? batch.Exact[line.Exact] : (decimal)line.Micro / ExactDecimal.MicroPerOne;
        var labels = new Dictionary<OrderField, string>();
        for (var d = 0; d < dimensions.Count; d++)
        {
            if (batch.Codes[d][row] != 0)
            {
                labels[dimensions[d].Field] = dimensions[d].Values[batch.Codes[d][row]];
            }
        }

        return new PreviewRow(line.Line, null)
        {
            Day = DayNumber.ToDate(line.Day),
            Time = LocalTime.FromSecondsSinceMidnight(line.Second),
            Customer = line.CustomerLength == 0 ? null : batch.Text(line.CustomerStart, line.CustomerLength).ToString(),
            Order = line.OrderLength == 0 ? null : batch.NumberOf(ref line).ToString(),
            Amount = line.IsReturn ? -value : value,
            IsReturn = line.IsReturn,
            Currency = line.Currency == 0 ? null : dimensions.CurrencyCode(line.Currency),
            Quantity = map.Has(OrderField.Quantity) ? line.Units / ThousandthsPerUnit : null,
            Labels = labels,
        };
    }
}
