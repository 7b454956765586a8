namespace Perennial.Kernel.Files;

/// <summary>Bounds on what a file may ask of the machine.</summary>
public static class FileLimits
{
    /// <summary>Characters of one row.</summary>
    public const int RowCharsMax = 16 * 1024 * 1024;

    /// <summary>Characters of one field.</summary>
    public const int FieldCharsMax = 1024 * 1024;

    /// <summary>Columns of one row.</summary>
    public const int ColumnsMax = 4096;

    /// <summary>Bytes unpacked from one archive or packed file.</summary>
    public const long UnpackedBytesMax = 20L * 1024 * 1024 * 1024;

    /// <summary>Unpacked bytes a packed byte; a packed file below <see cref="UnpackedBytesFree"/> is not asked.</summary>
    public const int UnpackRatioMax = 200;

    /// <summary>Unpacked size under which the ratio does not matter.</summary>
    public const long UnpackedBytesFree = 64L * 1024 * 1024;

    /// <summary>Entries of one archive.</summary>
    public const int ArchiveEntriesMax = 10_000;

    /// <summary>Rows with a broken quote that are taken apart line by line before the file is given up.</summary>
    public const int BrokenQuotesMax = 1_000;

    /// <summary>Bytes looked at to tell encoding, delimiter and shape.</summary>
    public const int HeadBytes = 256 * 1024;
}
