using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>Keeps of a text's rejected rows all that a file of them needs, without saying the header anew for each.</summary>
internal sealed class RejectsForms(TextForm form)
{
    private readonly Dictionary<int, RejectsForm> byWidth = [];

    private readonly char sign = form.Delimiter is ' ' or '\0' ? ',' : form.Delimiter;

    /// <summary>The current row of the text, which is of no use.</summary>
    public RejectedRow Rejected(FileProblem problem, RowReader row)
    {
        var width = form.Map.HasHeader ? 0 : Math.Max(form.Map.Reach, row.FieldCount);
        if (!byWidth.TryGetValue(width, out var known))
        {
            var names = RejectsFile.ReasonColumns.Concat(form.Map.NamesForRejects(width));
            known = byWidth[width] = new RejectsForm(string.Join(sign, names.Select(n => RejectsFile.Quote(RejectsCells.Guarded(n), sign))), sign,
                form.Map.HasHeader);
        }

        return new RejectedRow(problem, form.Delimiter == ' ' ? Written(row) : row.IsBroken ? RejectsCells.GuardedBroken(row.Raw.ToString(), sign)
            : HasFormula(row) ? Written(row) : row.Raw.ToString(), known);
    }

    private static bool HasFormula(RowReader row)
    {
        for (var i = 0; i < row.FieldCount; i++)
        {
            if (RejectsCells.IsFormula(row[i]))
            {
                return true;
            }
        }

        return false;
    }

    private string Written(RowReader row)
    {
        var cells = new string[row.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = RejectsFile.Quote(RejectsCells.Guarded(row[i].ToString()), sign);
        }

        return string.Join(sign, cells);
    }
}
