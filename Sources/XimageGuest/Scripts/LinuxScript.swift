/// The collector for Linux: a POSIX shell script that changes nothing and prints one JSON document.
package enum LinuxScript {
    /// Wants to run as root; without it, what only root can see stays unknown.
    package static let text = #"""
        #!/bin/sh
        # Collects facts about this server for ximage: disks, LVM, boot, network, drivers. Run it as root.
        # It changes nothing, writes no file, reads no secret, and prints one JSON document:
        #   sh collect.sh > facts.json
        LC_ALL=C
        export LC_ALL
        PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH"
        unset LVM_SUPPRESS_FD_WARNINGS
        export LVM_SUPPRESS_FD_WARNINGS=1

        # Plain text as the inside of a JSON string; at most 512 KiB.
        quoted() {
          head -c 524288 | tr '\11' ' ' | tr -c '\12\40-\176' '?' | sed 's/\\/\\\\/g; s/"/\\"/g' |
            awk 'BEGIN { ORS = "" } { print $0 "\\n" }'
        }

        separator=''
        # run NAME COMMAND...: one member of "outputs".
        run() {
          name=$1
          shift
          text=$("$@" 2>/dev/null </dev/null)
          status=$?
          printf '%s\n    "%s": {"status": %d, "text": "' "$separator" "$name" "$status"
          [ -z "$text" ] || printf '%s\n' "$text" | quoted
          printf '"}'
          separator=','
        }

        have() { command -v "$1" >/dev/null 2>&1; }

        lsblk_pairs() {
          lsblk -b -P -o NAME,KNAME,TYPE,SIZE,FSTYPE,UUID,MOUNTPOINT,PKNAME,SERIAL ||
            lsblk -b -P -o NAME,KNAME,TYPE,SIZE,FSTYPE,UUID,MOUNTPOINT,PKNAME
        }

        # Columns without JSON, for LVM before 2.02.158.
        vgs_text() {
          have vgs || return 127
          vgs --noheadings --separator '|' --units b --nosuffix -o vg_name,vg_uuid,pv_count,vg_missing_pv_count
        }
        pvs_text() {
          have pvs || return 127
          pvs --noheadings --separator '|' --units b --nosuffix -o pv_name,pv_uuid,vg_name,pv_size
        }
        lvs_text() {
          have lvs || return 127
          lvs -a --noheadings --separator '|' --units b --nosuffix -o vg_name,lv_name,lv_attr,segtype,pool_lv,devices
        }

        # Only the id; the rest of the answer is nobody's business.
        metadata_uuid() {
          have curl || return 127
          curl -s -m 3 --noproxy '*' http://169.254.169.254/openstack/latest/meta_data.json |
            sed -n 's/.*"uuid": *"\([0-9a-fA-F-]*\)".*/\1/p' | head -n 1
        }

        grub_lines() {
          cat /boot/grub2/grub.cfg /boot/grub/grub.cfg /boot/grub/grub.conf /boot/grub/menu.lst \
            /boot/loader/entries/*.conf 2>/dev/null |
            grep -E '^[[:space:]]*(linux|linux16|linuxefi|kernel|options)[[:space:]]' |
            grep -oE '(^|[[:space:]])root=[^[:space:]]+' | sort -u
          return 0
        }

        # Rule files that tie names to addresses, in the system and in its initial RAM disk. Empty ones do nothing.
        net_rules() {
          for file in /etc/udev/rules.d/*persistent*net* /lib/udev/rules.d/*persistent-net.rules; do
            [ -f "$file" ] || continue
            case $file in *generator*) continue ;; esac
            grep -qE '^[[:space:]]*[^#[:space:]]' "$file" && echo "$file"
          done
          initrd_names | grep -E 'udev/rules\.d/.*persistent.*net' | grep -v generator | sed 's/^.* //; s/^/initrd:/'
          return 0
        }

        initrd_names() {
          kernel=$(uname -r)
          if have lsinitramfs && [ -r "/boot/initrd.img-$kernel" ]; then
            lsinitramfs "/boot/initrd.img-$kernel"
          elif have lsinitrd && [ -r "/boot/initramfs-$kernel.img" ]; then
            lsinitrd "/boot/initramfs-$kernel.img"
          elif have lsinitrd && [ -r "/boot/initrd-$kernel" ]; then
            lsinitrd "/boot/initrd-$kernel"
          else
            return 127
          fi
        }
        initrd_virtio() {
          names=$(initrd_names) || return
          printf '%s\n' "$names" | grep -i virtio
          return 0
        }

        kernel_config() {
          kernel=$(uname -r)
          if [ -r "/boot/config-$kernel" ]; then
            grep -iE '^CONFIG_[A-Z_]*VIRTIO' "/boot/config-$kernel"
          elif [ -r "/lib/modules/$kernel/config" ]; then
            grep -iE '^CONFIG_[A-Z_]*VIRTIO' "/lib/modules/$kernel/config"
          elif [ -r /proc/config.gz ]; then
            zcat /proc/config.gz | grep -iE '^CONFIG_[A-Z_]*VIRTIO'
          else
            return 1
          fi
          return 0
        }

        enabled() {
          if have systemctl; then
            for unit in "$@"; do systemctl is-enabled "$unit"; done
          elif have chkconfig; then
            for unit in "$@"; do chkconfig --list "$unit" | grep -q ':on' && echo on; done
          fi
          return 0
        }

        nmcli_methods() {
          have nmcli || return 127
          nmcli -t -f NAME,TYPE connection show | while IFS= read -r line; do
            printf '%s|%s|%s\n' "${line%:*}" "${line##*:}" \
              "$(nmcli -g ipv4.method connection show "${line%:*}" </dev/null)"
          done
        }
        ifcfg() {
          grep -H -iE '^(BOOTPROTO|IPADDR0?)=' /etc/sysconfig/network-scripts/ifcfg-* /etc/sysconfig/network/ifcfg-*
          return 0
        }
        interfaces() {
          cat /etc/network/interfaces /etc/network/interfaces.d/* 2>/dev/null | grep -E '^[[:space:]]*iface'
          return 0
        }
        # Names, dhcp4 and addresses alone; never keys or passwords.
        netplan() {
          cat /etc/netplan/*.yaml 2>/dev/null |
            grep -E '^[[:space:]]*([A-Za-z0-9_.-]+:[[:space:]]*$|dhcp4:[[:space:]]*[a-z]+|addresses:)'
          return 0
        }
        addresses() {
          have ip || return 127
          ip -o -4 addr show scope global
        }

        # What an image would carry along: that it is there, never what it holds.
        carried() {
          ls /etc/ssh/ssh_host_*_key >/dev/null && echo hostKeys
          for home in /root /home/*; do
            if [ -s "$home/.ssh/authorized_keys" ]; then echo authorizedKeys; fi
            if [ -s "$home/.bash_history" ] || [ -s "$home/.zsh_history" ]; then echo history; fi
          done
          [ -s /etc/machine-id ] && echo machineID
          [ -n "$(find /var/log -type f -size +0 -print 2>/dev/null | head -n 1)" ] && echo logs
          return 0
        }
        plugins() {
          { [ -d /CloudrResetPwdAgent ] || [ -d /CloudResetPwdUpdateAgent ]; } && echo passwordReset
          { [ -d /usr/local/telescope ] || [ -d /usr/local/uniagent ]; } && echo monitoring
          return 0
        }

        printf '{"collector": "ximage-facts", "version": 1, "os": "linux", "time": "%s",\n  "outputs": {' \
          "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
        run uid id -u
        run kernel uname -r
        run os-release cat /etc/os-release
        run redhat-release cat /etc/redhat-release
        run metadata-uuid metadata_uuid
        run product-uuid cat /sys/class/dmi/id/product_uuid
        run version-lsblk lsblk --version
        run version-lvm lvm version
        run version-cloud-init cloud-init --version
        run lsblk-json lsblk -b -J -o NAME,KNAME,TYPE,SIZE,FSTYPE,UUID,MOUNTPOINT,PKNAME,SERIAL
        run lsblk-pairs lsblk_pairs
        run vgs-json vgs --reportformat json --units b --nosuffix -o vg_name,vg_uuid,pv_count,vg_missing_pv_count
        run pvs-json pvs --reportformat json --units b --nosuffix -o pv_name,pv_uuid,vg_name,pv_size
        run lvs-json lvs -a --reportformat json --units b --nosuffix \
          -o vg_name,lv_name,lv_attr,segtype,stripes,pool_lv,data_lv,metadata_lv,devices
        run vgs-text vgs_text
        run pvs-text pvs_text
        run lvs-text lvs_text
        run cmdline cat /proc/cmdline
        run grub grub_lines
        run fstab grep -Ev '^[[:space:]]*(#|$)' /etc/fstab
        run net-rules net_rules
        run initrd initrd_virtio
        run kernel-config kernel_config
        run cloud-init-enabled enabled cloud-init cloud-init-main cloud-init-local cloud-config cloud-final
        run ssh-enabled enabled sshd ssh ssh.socket
        run nmcli nmcli_methods
        run ifcfg ifcfg
        run interfaces interfaces
        run netplan netplan
        run addresses addresses
        run carried carried
        run plugins plugins
        printf '\n  }\n}\n'
        exit 0
        """# + "\n"
}
